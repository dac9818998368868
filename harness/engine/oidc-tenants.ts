import { isObject, type JsonObject, listOf, member, textOf } from './document.js';

/**
 * The condition key that tells the tenant of an identity provider which many organizations share, by the provider's URL without
 * `https://`. IAM refuses a new or changed trust policy that does not look at it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
const TENANT_KEYS: ReadonlyMap<string, string> = new Map([
  ...[
    'agent.buildkite.com',
    'app.terraform.io',
    'gitlab.com',
    'oidc-configuration.audit-log.githubusercontent.com',
    'oidc.codefresh.io',
    'oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb',
    'proidc.upbound.io',
    'scalr.io',
    'studio.datachain.ai/api',
    'token.actions.githubusercontent.com',
    'tokens.cloud.shisho.dev',
    'vstoken.actions.githubusercontent.com',
  ].map((url) => [url, `${url}:sub`] as const),
  ...['api.pulumi.com/oidc', 'cognito-identity.amazonaws.com', 'oidc.vercel.com', 'sandboxes.cloud'].map(
    (url) => [url, `${url}:aud`] as const,
  ),
  ['sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d', 'sts:RoleSessionName'],
]);

const PROVIDER_ARN = /^arn:[\w-]+:iam::\d{12}:oidc-provider\//;

/** The tenant's key that an Allow for these providers would have to look at and does not. */
export function missingTenantKey(statement: JsonObject): string | undefined {
  const principal = member(statement, 'Principal');
  if (member(statement, 'Effect') !== 'Allow' || !isObject(principal)) return undefined;
  const looksAt = keysOf(statement);
  for (const provider of listOf(member(principal, 'Federated')).map(textOf)) {
    const key = TENANT_KEYS.get(provider.replace(PROVIDER_ARN, '').toLowerCase());
    if (key !== undefined && !looksAt.has(key.toLowerCase())) return key;
  }
  return undefined;
}

/** The keys of its conditions in lower case. `Null` only asks whether there is a value, and a lone `*` takes each. */
function keysOf(statement: JsonObject): ReadonlySet<string> {
  const condition = member(statement, 'Condition');
  if (!isObject(condition)) return new Set();
  const keys = Object.entries(condition).flatMap(([operator, tests]) =>
    isObject(tests) && !operator.endsWith('Null')
      ? Object.entries(tests).filter(([, values]) => !listOf(values).includes('*'))
      : [],
  );
  return new Set(keys.map(([key]) => key.toLowerCase()));
}

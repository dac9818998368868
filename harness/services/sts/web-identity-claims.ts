import type { JWTPayload } from 'jose';
import type { ContextValue } from '../../engine/index.js';
import type { IdentityProvider } from './web-identity-providers.js';
import { invalidToken, textClaim } from './web-identity-token.js';

type Keys = Readonly<Record<string, ContextValue | undefined>>;

/** The audience as `ISSUER:aud` has it: "if the azp field is set", that one. */
export function audienceOf(claims: JWTPayload, { audienceClaim }: IdentityProvider): ContextValue | undefined {
  return audienceClaim === 'aud' ? (textClaim(claims, 'azp') ?? claims.aud) : textClaim(claims, audienceClaim);
}

/**
 * The condition keys of a trust policy that come from the token.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export function claimKeys(claims: JWTPayload, provider: IdentityProvider): Keys {
  const { name, audienceClaim, subjectClaim } = provider;
  const others = Object.entries(KNOWN_CLAIMS).flatMap(([issuer, paths]) => (isOf(name, issuer) ? paths : []));
  const isOidc = audienceClaim === 'aud';
  return {
    [`${name}:${audienceClaim}`]: audienceOf(claims, provider),
    [`${name}:${subjectClaim}`]: textClaim(claims, subjectClaim),
    ...(isOidc && {
      [`${name}:oaud`]: claims.aud,
      [`${name}:amr`]: listOf(claims.amr),
      [`${name}:email`]: textClaim(claims, 'email'),
    }),
    ...Object.fromEntries(others.map((path) => [`${name}:${path}`, claimAt(claims, path)])),
  };
}

/** Those that every request of the session has: what its policies are written with. */
export function sessionKeys(claims: JWTPayload, provider: IdentityProvider): Readonly<Record<string, string>> {
  const { name, audienceClaim, subjectClaim } = provider;
  const audience = audienceOf(claims, provider);
  const subject = textClaim(claims, subjectClaim);
  return {
    ...(typeof audience === 'string' && { [`${name}:${audienceClaim}`.toLowerCase()]: audience }),
    ...(subject !== undefined && { [`${name}:${subjectClaim}`.toLowerCase()]: subject }),
  };
}

const GITHUB_CLAIMS = [
  'actor',
  'actor_id',
  'enterprise_id',
  'environment',
  'job_workflow_ref',
  'ref',
  'repository',
  'repository_id',
  'repository_owner_id',
  'workflow',
];
const BUILDKITE_CLAIMS = [
  'build_branch',
  'cluster_id',
  'cluster_name',
  'organization_id',
  'organization_slug',
  'pipeline_id',
  'pipeline_slug',
];

/**
 * The further claims that AWS reads, by issuer. `*` stands for any text.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
const KNOWN_CLAIMS: Readonly<Record<string, readonly string[]>> = {
  'accounts.google.com': ['google/organization_number'],
  'token.actions.githubusercontent.com': GITHUB_CLAIMS,
  'token.actions.githubusercontent.com/*': GITHUB_CLAIMS,
  'token.actions.*.ghe.com': GITHUB_CLAIMS,
  'github.com/enterprises/*': GITHUB_CLAIMS,
  'gitlab.com': [
    'namespace_id',
    'pipeline_source',
    'project_id',
    'ref_protected',
    'runner_environment',
    'user_access_level',
    'user_email',
    'user_id',
    'user_login',
  ],
  'oidc.circleci.com/org/*': ['oidc.circleci.com/project-id'],
  'agent.buildkite.com': BUILDKITE_CLAIMS,
  'agent.*.buildkite.dev': BUILDKITE_CLAIMS,
  'agent.*.buildkite.site': BUILDKITE_CLAIMS,
  'idcs-*.identity.oraclecloud.com': ['rpst_id'],
};

function isOf(name: string, issuer: string): boolean {
  const [start = '', end] = issuer.split('*');
  if (end === undefined) return name === start;
  return name.length > start.length + end.length && name.startsWith(start) && name.endsWith(end);
}

/** A claim by its name, or by the path to it: `google/organization_number`. */
function claimAt(claims: JWTPayload, path: string): ContextValue | undefined {
  const claim = Object.hasOwn(claims, path) ? claims[path] : nested(claims, path.split('/'));
  return ['string', 'number', 'boolean'].includes(typeof claim) ? String(claim) : undefined;
}

function nested(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return nested((value as Readonly<Record<string, unknown>>)[name], rest);
}

function listOf(claim: unknown): readonly string[] | undefined {
  const values = Array.isArray(claim) ? claim : [claim];
  return values.every((value) => typeof value === 'string') ? values : undefined;
}

const TAGS = 'https://aws.amazon.com/tags';
const SOURCE_IDENTITY = 'https://aws.amazon.com/source_identity';

/**
 * The session tags that the identity provider passes: nested, or flattened into claims of their own. Throws InvalidIdentityToken for
 * tags in another form.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
 */
export function tagsOf(claims: JWTPayload) {
  const nestedTags = claims[TAGS] ?? {};
  if (typeof nestedTags !== 'object' || nestedTags === null) throw malformed(TAGS);
  const { principal_tags: principal = {}, transitive_tag_keys: transitive = [] } = nestedTags as Readonly<
    Record<string, unknown>
  >;
  if (typeof principal !== 'object' || principal === null) throw malformed(TAGS);
  const prefix = `${TAGS}/principal_tags/`;
  const flat = Object.entries(claims).filter(([name]) => name.startsWith(prefix));
  const entries = [...Object.entries(principal), ...flat.map(([name, value]) => [name.slice(prefix.length), value])];
  const keys = listOf(claims[`${TAGS}/transitive_tag_keys`] ?? transitive);
  if (keys === undefined) throw malformed(TAGS);
  return {
    Tags: entries.map(([Key, value]) => ({ Key: String(Key), Value: tagValue(value) })),
    TransitiveTagKeys: [...keys],
  };
}

/** A tag has one value, which may stand in a list. */
function tagValue(value: unknown): string {
  const only = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof only !== 'string') throw malformed(TAGS);
  return only;
}

/** Throws InvalidIdentityToken for a name that could be no source identity. */
export function sourceIdentityOf(claims: JWTPayload): string | undefined {
  if (claims[SOURCE_IDENTITY] === undefined) return undefined;
  const identity = textClaim(claims, SOURCE_IDENTITY);
  if (identity === undefined || !/^[\w+=,.@-]{2,64}$/.test(identity)) throw malformed(SOURCE_IDENTITY);
  return identity;
}

/** AWS's words are not known. */
function malformed(claim: string) {
  return invalidToken(`The claim ${claim} of the web identity token is malformed.`);
}

import { setTimeout } from 'node:timers/promises';
import type { Layer } from '../engine/index.js';
import type { TargetAccount } from '../targets/index.js';
import type { CallAnswer } from './call.js';
import { signedGet } from './signed-get.js';

/** https://docs.aws.amazon.com/iam-toolbox/latest/APIReference/API_PolicyInfo.html */
const LAYERS: Readonly<Record<string, Layer>> = {
  IDENTITY_BASED_POLICY: 'identity',
  RESOURCE_BASED_POLICY: 'resource',
  PERMISSIONS_BOUNDARY: 'boundary',
  SESSION_POLICY: 'session',
  SERVICE_CONTROL_POLICY: 'scp',
  RESOURCE_CONTROL_POLICY: 'rcp',
  VPC_ENDPOINT_POLICY: 'endpoint',
};

interface Details {
  readonly requestContext?: Readonly<Record<string, unknown>>;
  readonly evaluations?: readonly {
    readonly context?: Readonly<Record<string, unknown>>;
    readonly evaluatedEffect?: string;
    readonly matchedPolicies?: readonly {
      readonly uri: string;
      readonly matchedStatements?: readonly { readonly evaluatedEffect?: string }[];
    }[];
  }[];
  readonly policies?: readonly { readonly type?: string; readonly uri?: string }[];
}

/** AWS writes them "asynchronously": as often as this it is asked again, after so many milliseconds. */
const TRIES = 5;
const PAUSE = 1500;

/**
 * What AWS itself says of a refusal: whether it was explicit, by which kind of policy, and with which condition keys. Undefined where
 * there is no such record, or where the administrator may not read it. Of an implicit deny AWS does not say which kind of policy lacks an Allow.
 *
 * https://docs.aws.amazon.com/iam-toolbox/latest/APIReference/API_GetRequestAuthorizationDetails.html
 */
export async function authorizationDetails(
  { region, id }: { readonly region: string; readonly id: string },
  account: TargetAccount,
): Promise<Partial<CallAnswer> | undefined> {
  const config = account.clientConfig(account.administrator);
  for (let left = TRIES; left > 0; left--) {
    const { status, body } = await signedGet(
      { service: 'iam', region, host: `iam-toolbox.${region}.amazonaws.com`, path: `/authorization-details/${id}` },
      config,
    );
    if (status === 200) return told(JSON.parse(body) as Details);
    if (status !== 404) return undefined;
    if (left > 1) await setTimeout(PAUSE);
  }
  return undefined;
}

function told({ requestContext = {}, evaluations = [], policies = [] }: Details): Partial<CallAnswer> | undefined {
  const denied = evaluations.find(({ evaluatedEffect }) => evaluatedEffect !== 'ALLOW');
  if (denied === undefined) return undefined;
  const keys = [...Object.keys(requestContext), ...Object.keys(denied.context ?? {})];
  const contextKeys = [...new Set(keys.map((key) => key.toLowerCase()))].sort();
  if (denied.evaluatedEffect !== 'EXPLICIT_DENY') return { because: 'implicit-deny', contextKeys };
  const deny = denied.matchedPolicies?.find(({ matchedStatements = [] }) =>
    matchedStatements.some(({ evaluatedEffect }) => evaluatedEffect === 'DENY'),
  );
  const type = policies.find(({ uri }) => uri === deny?.uri)?.type ?? '';
  const layer = LAYERS[type];
  return { because: 'explicit-deny', ...(layer && { layer }), contextKeys };
}

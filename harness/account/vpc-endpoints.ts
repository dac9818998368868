import { compile, gather, PolicyError, type PolicyGroup } from '../engine/index.js';

/** A VPC endpoint, as policies see the requests that come through it. */
export interface VpcEndpoint {
  /** `vpce-1a2b3c4d` */
  readonly id: string;
  /** `vpc-111bbb22` */
  readonly vpc: string;
  /** The account that owns it: twelve digits. */
  readonly account: string;
  /** `us-east-1` unless given. */
  readonly region?: string;
  /** The endpoint policy, as an object or as text; everything is let through unless given. */
  readonly policy?: object | string;
}

/** The VPC endpoints of all accounts. There is no EC2 here: they are told, not created. */
export interface VpcEndpoints extends Iterable<VpcEndpoint> {
  withId(id: string): VpcEndpoint | undefined;
  /** Adds an endpoint, or replaces the one with the same id. Throws {@link InvalidVpcEndpoint}. */
  put(endpoint: VpcEndpoint): void;
  /** The endpoint policy; undefined where everything is let through. */
  policyOf(id: string): PolicyGroup | undefined;
}

/** A VPC endpoint that could not be one of AWS's, or whose policy AWS would refuse. */
export class InvalidVpcEndpoint extends Error {
  override readonly name = 'InvalidVpcEndpoint';
}

export function createVpcEndpoints(endpoints: Iterable<VpcEndpoint> = []): VpcEndpoints {
  const kept = new Map<string, VpcEndpoint>();
  const policies = new Map<string, PolicyGroup | undefined>();
  const created: VpcEndpoints = {
    withId: (id) => kept.get(id),
    put(endpoint) {
      checkEndpoint(endpoint);
      policies.set(endpoint.id, compiledPolicy(endpoint));
      kept.set(endpoint.id, endpoint);
    },
    policyOf: (id) => policies.get(id),
    [Symbol.iterator]: () => kept.values(),
  };
  for (const endpoint of endpoints) created.put(endpoint);
  return created;
}

/** Characters, "including white space". */
const MAX_SIZE = 20_480;

/** https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
function compiledPolicy({ id, policy, account, region = 'us-east-1' }: VpcEndpoint): PolicyGroup | undefined {
  if (policy === undefined) return undefined;
  const document = typeof policy === 'string' ? policy : JSON.stringify(policy);
  if (document.length > MAX_SIZE)
    throw new InvalidVpcEndpoint(
      `the policy of \`${id}\` has ${document.length} characters; make it one of at most ${MAX_SIZE}`,
    );
  const attachedTo = `arn:aws:ec2:${region}:${account}:vpc-endpoint/${id}`;
  try {
    return gather([
      { policy: compile(document, { kind: 'endpoint' }), source: { name: 'endpoint policy', attachedTo } },
    ]);
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    throw new InvalidVpcEndpoint(`the policy of \`${id}\`: ${cause.message}`, { cause });
  }
}

const FORMS = [
  ['id', /^vpce-[\w-]+$/, 'vpce-1a2b3c4d'],
  ['vpc', /^vpc-[\w-]+$/, 'vpc-111bbb22'],
  ['account', /^\d{12}$/, '123456789012'],
] as const;

function checkEndpoint(endpoint: VpcEndpoint): void {
  for (const [member, form, example] of FORMS) {
    const value: unknown = endpoint[member];
    if (typeof value === 'string' && form.test(value)) continue;
    throw new InvalidVpcEndpoint(`a VPC endpoint with the ${member} \`${value}\`: write one like \`${example}\``);
  }
}

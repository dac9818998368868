import { BlockList, isIP } from 'node:net';

/** Why a connection may not be opened. */
export type ForbiddenPlace = 'aws' | 'metadata' | 'unconfigured' | 'elsewhere';

export interface Reach {
  /** Refuses every address but loopback, not only those of AWS. */
  readonly strict: boolean;
  /** Hosts that may be reached even so, unless they are AWS's: that of the target. */
  readonly reachable: readonly string[];
}

/**
 * Where a client of AWS ends that was told of no endpoint: a name that nobody can have, so that programs which a test starts, whose
 * connections nobody watches, cannot leave either. https://www.rfc-editor.org/rfc/rfc6761#section-6.4
 */
export const UNCONFIGURED_HOST = 'no-endpoint-was-configured.iam-rehearsal.invalid';

/**
 * The domains of AWS's endpoints in all partitions (`dnsSuffix` and `dualStackDnsSuffix` of the SDK's `partitions`), of function URLs, and
 * of sign-in. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
const AWS_DOMAINS = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'api.aws',
  'api.amazonwebservices.com.cn',
  'api.amazonwebservices.eu',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov',
  'api.aws.ic.gov',
  'api.aws.scloud',
  'api.cloud-aws.adc-e.uk',
  'api.aws.hci.ic.gov',
  'on.aws',
  'aws.dev',
  'aws.amazon.com',
  'awsapps.com',
] as const;

/**
 * What hands out credentials on EC2, ECS and EKS: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html,
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
const METADATA_NAMES: ReadonlySet<string> = new Set(['instance-data', 'instance-data.ec2.internal']);
const METADATA = new BlockList();
for (const address of ['169.254.169.254', '169.254.170.2', '169.254.170.23']) METADATA.addAddress(address);
for (const address of ['fd00:ec2::254', 'fd00:ec2::23']) METADATA.addAddress(address, 'ipv6');

/** The machine itself; an unspecified address is taken for it, too. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('0.0.0.0');
for (const address of ['::1', '::']) LOOPBACK.addAddress(address, 'ipv6');

/** What a host, by name or address, is that may not be reached; undefined where it may. */
export function forbiddenPlace(host: string, { strict, reachable }: Reach): ForbiddenPlace | undefined {
  const bare = bareHost(host);
  if (bare === UNCONFIGURED_HOST || bare.endsWith(`.${UNCONFIGURED_HOST}`)) return 'unconfigured';
  if (METADATA_NAMES.has(bare) || isIn(METADATA, bare)) return 'metadata';
  if (AWS_DOMAINS.some((domain) => bare === domain || bare.endsWith(`.${domain}`))) return 'aws';
  const isReachable = !strict || isLoopback(bare) || reachable.some((each) => bareHost(each) === bare);
  return isReachable ? undefined : 'elsewhere';
}

/** Without the brackets of an IPv6 address, its zone, and the dot that ends a full name. */
function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$|\.$/, '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isIn(LOOPBACK, host);
}

function isIn(list: BlockList, host: string): boolean {
  const version = isIP(host);
  return version !== 0 && list.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

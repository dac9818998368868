const PARTITIONS: ReadonlySet<string> = new Set([
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-eusc',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
]);

const IAM_PATHS = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];
/** Role templates came later than the recorded words. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_role-template.html */
const LATER_IAM_PATHS = ['role-template/'];
const COLONS = 5;

/** What is wrong with one Resource of an identity policy, in AWS's words; recorded answers to CreatePolicy. */
export function resourceFault(resource: string): string | undefined {
  if (resource === '*') return undefined;
  const [, partition, service, ...rest] = resource.split(':');
  if (partition === undefined) return `Resource ${resource} must be in ARN format or "*".`;
  if (!PARTITIONS.has(partition) && !/[*?]/.test(partition)) return partitionFault(partition, service, rest);
  if (service === undefined || /[*?]/.test(service)) {
    return 'Resource vendor must be fully qualified and cannot contain regexes.';
  }
  return SERVICE_FAULTS[service]?.(resource, rest);
}

/**
 * Whether AWS's older parser fails, which it does for an ARN of fewer than six fields with an empty one among them. It does
 * not come to a statement whose resources have another fault.
 */
export function failsLegacyParsing(resources: readonly string[]): boolean {
  if (resources.some((resource) => resourceFault(resource) !== undefined && !isTooShort(resource))) return false;
  return resources.some((resource) => resource !== '*' && isTooShort(resource));
}

function isTooShort(resource: string): boolean {
  const fields = resource.split(':');
  if (fields.length < 3 || !PARTITIONS.has(fields[1] ?? '')) return false;
  return (fields.length <= COLONS && fields.slice(1).includes('')) || fields[2] === '';
}

/** Missing fields are printed as `*`. */
function partitionFault(partition: string, service = '*', rest: readonly string[] = []): string {
  const [region = '*', account = '*', ...resource] = rest;
  const fields = [partition, service, region, rest.length > 2 ? `${account}:${resource.join(':')}` : account];
  if (rest.length <= 2) fields.push('*');
  return `Partition "${partition}" is not valid for resource "arn:${fields.join(':')}".`;
}

type ServiceFault = (resource: string, rest: readonly string[]) => string | undefined;

const SERVICE_FAULTS: Readonly<Record<string, ServiceFault | undefined>> = Object.assign(
  Object.create(null) as Record<string, ServiceFault | undefined>,
  {
    iam(resource: string, [region = '', , ...path]: readonly string[]): string | undefined {
      if (region !== '' && region !== '*') return `IAM resource ${resource} cannot contain region information.`;
      const name = path.join(':');
      if (path.length === 0 || name === '*' || name === 'root') return undefined;
      if ([...IAM_PATHS, ...LATER_IAM_PATHS].some((start) => name.startsWith(start))) return undefined;
      return `IAM resource path must either be "*", root, or start with ${IAM_PATHS.join(', ')}.`;
    },
    /** Access points and the like have a region, together with an account; buckets and objects have neither. */
    s3(resource: string, [region = '', account = '']: readonly string[]): string | undefined {
      if (region === '' || region === '*' || account !== '') return undefined;
      return `Resource ${resource} can not contain region information.`;
    },
  } satisfies Record<string, ServiceFault>,
);

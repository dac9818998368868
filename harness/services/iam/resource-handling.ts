import { AwsError } from '../../aws/errors.js';

const LAUNCH = ['instance', 'image', 'security-group', 'network-interface'];

/**
 * The types of EC2's resources that each kind of simulation must be given.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'EC2-VPC-InstanceStore': LAUNCH,
  'EC2-VPC-InstanceStore-Subnet': [...LAUNCH, 'subnet'],
  'EC2-VPC-EBS': [...LAUNCH, 'volume'],
  'EC2-VPC-EBS-Subnet': [...LAUNCH, 'subnet', 'volume'],
};

/** Throws InvalidInput where a resource is missing that ResourceHandlingOption asks for. AWS's words for it are not known. */
export function checkResourceHandling(input: {
  readonly ResourceHandlingOption?: string | undefined;
  readonly ResourceArns?: readonly string[] | undefined;
}): void {
  const { ResourceHandlingOption: option, ResourceArns = [] } = input;
  if (option === undefined) return;
  const needed = Object.hasOwn(NEEDED, option) ? NEEDED[option] : undefined;
  if (needed === undefined) throw new AwsError('InvalidInput', `Invalid ResourceHandlingOption: ${option}`);
  const given = new Set(ResourceArns.map((arn) => /^arn:[\w-]+:ec2:[^:]*:[^:]*:([^/]+)\//.exec(arn)?.[1]));
  const missing = needed.filter((type) => !given.has(type));
  if (missing.length > 0)
    throw new AwsError('InvalidInput', `The ResourceHandlingOption ${option} also needs: ${missing.join(', ')}`);
}

import { BucketLocationConstraint } from '@aws-sdk/client-s3';
import { AwsError } from '../../aws/errors.js';

/** The region that takes no location constraint, and whose endpoint makes buckets for all regions. */
export const US_EAST_1 = 'us-east-1';

const CONSTRAINTS: ReadonlySet<string> = new Set(Object.values(BucketLocationConstraint));

/** `EU` is an old name of eu-west-1 and no region. */
const EU = { name: 'EU', region: 'eu-west-1' } as const;

export function isRegion(name: string): boolean {
  return name === US_EAST_1 || (CONSTRAINTS.has(name) && name !== EU.name);
}

/**
 * Where a new bucket goes. In us-east-1 any constraint is taken that names another region; elsewhere it must name the region
 * of the endpoint, and may not be left out. The two kinds of endpoint word their refusals differently.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
export function bucketRegion(endpoint: string, constraint: string | undefined): string {
  const named = constraint === EU.name ? EU.region : constraint;
  if (endpoint !== US_EAST_1) {
    if (named === endpoint) return endpoint;
    throw new AwsError(
      'IllegalLocationConstraintException',
      `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  if (named === undefined) return US_EAST_1;
  if (CONSTRAINTS.has(named)) return named;
  throw new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid', {
    LocationConstraint: named,
  });
}

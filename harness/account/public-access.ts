import type { CompiledPolicy } from '../engine/index.js';

/** The settings of Block Public Access of a bucket. */
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** What every new bucket has, https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
export const ALL_BLOCKED: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

type StatementElement = CompiledPolicy['statements'][number]['element'];
type PrincipalElement = StatementElement['principal'];
type ConditionElement = StatementElement['conditions'][number];

/**
 * Whether a bucket policy is public: S3 begins by assuming that it is, and then looks whether each Allow grants access to fixed
 * values only, which have no wildcard and no policy variable.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isPublicPolicy({ statements }: CompiledPolicy): boolean {
  return statements.some(({ element }) => element.effect === 'Allow' && isPublicStatement(element));
}

function isPublicStatement({ principal, conditions }: StatementElement): boolean {
  return !isFixedPrincipal(principal) && !conditions.some(isFixedCondition);
}

function isFixedPrincipal(principal: PrincipalElement): boolean {
  if (principal === undefined || principal === '*') return false;
  return [...principal.values()].flat().every(isFixed);
}

/** The keys that tell callers apart, in lower case; those of an address are compared as ranges. */
const NARROWING_KEYS: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);

/** An operator that holds only when the key is there and has one of the values. */
const NARROWING_OPERATOR = /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/i;

function isFixedCondition({ operator, key, values }: ConditionElement): boolean {
  const name = key.toLowerCase();
  if (name === 'aws:sourceip') return /^(?:ForAnyValue:)?IpAddress$/i.test(operator) && values.every(isNarrowRange);
  if (!NARROWING_OPERATOR.test(operator)) return false;
  if (name === 's3:dataaccesspointarn') return values.every(namesAccount);
  return NARROWING_KEYS.has(name) && values.every(isFixed);
}

function isFixed(value: string): boolean {
  return !/[*?]|\$\{/.test(value);
}

/** "It is permissible to use a wildcard for the access point name, as long as the account id is fixed." */
function namesAccount(arn: string): boolean {
  return /^arn:aws[\w-]*:s3:[\w*-]*:\d{12}:accesspoint\//.test(arn) && !arn.includes('${');
}

const PRIVATE_RANGE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/;

/** Ranges broader than /8, or /32 of IPv6, count as public, private ranges left aside. */
function isNarrowRange(range: string): boolean {
  const [address = '', bits] = range.split('/');
  if (!isFixed(range)) return false;
  const broadest = address.includes(':') ? 32 : 8;
  return bits === undefined || PRIVATE_RANGE.test(address) || Number(bits) >= broadest;
}

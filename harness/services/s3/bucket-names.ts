import { AwsError } from '../../aws/errors.js';

/** What a new bucket's name must be, and must not be. */
const FORM = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const RESERVED = [
  /\.\./,
  /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/,
  /^(xn--|sthree-|amzn-s3-demo-)/,
  /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/,
];

/** `PREFIX-ACCOUNT-REGION-an`: a name in the account regional namespace. */
const ACCOUNT_REGIONAL = /^.+-(\d{12})-([a-z]{2}(?:-[a-z]+)+-\d)-an$/;

/**
 * Throws if a new bucket may not have this name.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function checkBucketName(name: string): void {
  if (!FORM.test(name) || RESERVED.some((form) => form.test(name))) throw invalidBucketName(name);
}

/**
 * Throws if the name does not fit the namespace: names of an account regional namespace take its header, and only its account
 * and region can have them.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
 */
export function checkNamespace(
  name: string,
  namespace: 'global' | 'account-regional',
  caller: { readonly account: string; readonly region: string },
): void {
  const [, account, region] = ACCOUNT_REGIONAL.exec(name) ?? [];
  if (namespace === 'global') {
    if (account !== undefined)
      throw new AwsError(
        'MissingNamespaceHeader',
        'The requested bucket is an account-regional namespace bucket, but the x-amz-bucket-namespace header is not account-regional.',
      );
    if (name.endsWith('-an')) throw invalidBucketName(name);
    return;
  }
  const problem = mismatch({ account, region }, caller);
  if (problem !== undefined)
    throw new AwsError(
      'InvalidBucketNamespace',
      `The requested bucket is an account-regional namespace bucket, but the ${problem}`,
      { BucketNamespace: name },
    );
}

function mismatch(
  { account, region }: { readonly account: string | undefined; readonly region: string | undefined },
  caller: { readonly account: string; readonly region: string },
): string | undefined {
  if (account === undefined)
    return `bucket name does not end with -${caller.account}-${caller.region}-an. Specify the targeted account and region in the bucket name.`;
  if (account !== caller.account)
    return `requested AWS Account ID '${account}' does not match the caller's AWS Account ID '${caller.account}'. Specify the caller's AWS Account ID in the bucket name.`;
  if (region !== caller.region)
    return `requested region '${region}' does not match the current region '${caller.region}'. Specify the targeted region in the bucket name.`;
  return undefined;
}

function invalidBucketName(name: string): AwsError {
  return new AwsError('InvalidBucketName', 'The specified bucket is not valid.', { BucketName: name });
}

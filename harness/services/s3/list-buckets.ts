import { ListBucketsCommand, type ListBucketsCommandInput } from '@aws-sdk/client-s3';
import type { Bucket } from '../../account/buckets.js';
import { operation } from '../operation.js';
import { bucketArn } from './addressed.js';
import { canonicalUser } from './canonical-user.js';
import { invalidArgument } from './errors.js';
import { readToken, writeToken } from './page-tokens.js';
import { isRegion } from './regions.js';

/** How many buckets one page has where the request does not say. */
const PAGE = 10_000;

/**
 * Policies that AWS's guides have shown allow it on `*` or on `arn:aws:s3:::*`; that one which names a bucket does not is inferred.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
export const listBuckets = operation(ListBucketsCommand, {
  needs: () => ({ action: 's3:ListAllMyBuckets', resource: bucketArn('*') }),
  run: ({ account, accounts, input }) => {
    checkInput(input);
    const matching = accounts.buckets.ownedBy(account.id).filter((bucket) => matches(bucket, input));
    const page = matching.slice(0, input.MaxBuckets ?? PAGE);
    const last = matching.length > page.length ? page.at(-1) : undefined;
    const paged = Object.values(input).some((value) => value !== undefined);
    return {
      Owner: canonicalUser(account.id),
      Buckets: page.map((bucket) => describe(bucket, paged)),
      Prefix: input.Prefix,
      ContinuationToken: last && writeToken(last.name),
    };
  },
});

function checkInput({ MaxBuckets, BucketRegion }: ListBucketsCommandInput): void {
  if (MaxBuckets !== undefined && (MaxBuckets < 1 || MaxBuckets > PAGE))
    throw invalidArgument(
      'max-buckets',
      'Argument max-buckets must be an integer between 1 and 10000',
      String(MaxBuckets),
    );
  if (BucketRegion !== undefined && !isRegion(BucketRegion))
    throw invalidArgument('bucket-region', `Argument value ${BucketRegion} is not a valid AWS Region`);
}

function matches(bucket: Bucket, { Prefix, BucketRegion, ContinuationToken }: ListBucketsCommandInput): boolean {
  if (ContinuationToken && bucket.name <= readToken(ContinuationToken)) return false;
  if (BucketRegion !== undefined && bucket.region !== BucketRegion) return false;
  return bucket.name.startsWith(Prefix ?? '');
}

/** The region is named only in the answer to a request that has a parameter. */
function describe({ name, creationDate, region }: Bucket, paged: boolean) {
  const bucket = { Name: name, CreationDate: new Date(creationDate), BucketArn: bucketArn(name) };
  return paged ? { ...bucket, BucketRegion: region } : bucket;
}

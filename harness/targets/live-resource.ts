import { GetBucketOwnershipControlsCommand, GetBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import { errorCode } from '../cleanup/error-code.js';
import { CannotDecide } from '../emulator/index.js';
import type { ResourcePolicy } from './live-statements.js';

interface ResourceSource {
  readonly s3: S3Client;
  readonly account: string;
  /** Of the names of buckets that are the run's own. */
  readonly prefix: string;
}

/** What the resource itself says: its policy, and whether it was looked for. */
export interface AskedResource {
  readonly policy: ResourcePolicy | undefined;
  readonly isKnown: boolean;
}

/** AWS's simulator looks up no resource: the policy of a bucket of the run is handed to it. Throws {@link CannotDecide} for what it cannot judge. */
export async function askedResource(resource: string, source: ResourceSource): Promise<AskedResource> {
  const [, , service, , owner = ''] = resource.split(':');
  if (/^\d{12}$/.test(owner) && owner !== source.account) {
    throw new CannotDecide(
      `\`${resource}\` is in another account, whose side of it AWS's simulator cannot be told; really call it with an SDK command`,
    );
  }
  const [, Bucket = ''] = /^arn:aws:s3:::([^/*?]+)/.exec(resource) ?? [];
  if (Bucket.startsWith(source.prefix)) return { policy: await bucketPolicy(Bucket, source.s3), isKnown: true };
  return { policy: undefined, isKnown: resource === '*' || service === 'iam' };
}

async function bucketPolicy(Bucket: string, s3: S3Client): Promise<ResourcePolicy | undefined> {
  const owned = await optional(() => s3.send(new GetBucketOwnershipControlsCommand({ Bucket })));
  const [rule] = owned?.OwnershipControls?.Rules ?? [];
  if (owned !== undefined && rule?.ObjectOwnership !== 'BucketOwnerEnforced') {
    throw new CannotDecide(
      `\`${Bucket}\` has ACLs, which AWS's simulator does not look at; really call it with an SDK command`,
    );
  }
  const { Policy: document } = (await optional(() => s3.send(new GetBucketPolicyCommand({ Bucket })))) ?? {};
  return document === undefined ? undefined : { arn: `arn:aws:s3:::${Bucket}`, document };
}

/** A bucket that does not exist has no policy. */
async function optional<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (['NoSuchBucket', 'NoSuchBucketPolicy'].includes(errorCode(error))) return undefined;
    throw error;
  }
}

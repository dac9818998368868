import { createHash } from 'node:crypto';
import type { ServerSideEncryption, ServerSideEncryptionConfiguration } from '@aws-sdk/client-s3';
import type { Bucket } from '../../account/buckets.js';
import type { Caller } from '../../account/caller.js';
import { callerArn } from '../../account/callers.js';
import type { ObjectEncryption, StoredObject } from '../../account/objects.js';
import { AwsError } from '../../aws/errors.js';
import type { Need } from '../operation.js';
import { bucketArn } from './addressed.js';
import { blocksCustomerKeys, bringsKey, type CustomerKeyInput, customerKeyEncryption } from './customer-keys.js';
import { invalidArgument } from './errors.js';

/** The headers of a request that say how a new object is encrypted. */
export interface EncryptionInput extends CustomerKeyInput {
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
}

const HEADER = 'x-amz-server-side-encryption';
const KMS = /^aws:kms(?::dsse)?$/;

/**
 * How a new object is encrypted: as the request says, else as the bucket does by default. Nothing is really encrypted; what counts is who
 * may use the key.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html
 */
export function encryptionOf(input: EncryptionInput, bucket: Bucket): ObjectEncryption {
  const byCustomer = customerKeyEncryption(input);
  if (byCustomer) return byCustomer;
  const { ServerSideEncryption: asked, SSEKMSKeyId: key } = input;
  if (key !== undefined && !KMS.test(asked ?? ''))
    throw invalidArgument(
      HEADER,
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
      asked,
    );
  if (asked !== undefined && asked !== 'AES256' && !KMS.test(asked)) throw unknownMethod(asked);
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID, isBucketKey } = usualEncryption(bucket);
  const algorithm = asked ?? SSEAlgorithm;
  if (!KMS.test(algorithm))
    return { algorithm: 'AES256', kmsKeyArn: undefined, bucketKey: false, customerKeyMd5: undefined };
  const named = asked === undefined ? KMSMasterKeyID : key;
  const kmsKeyArn = named === undefined ? undefined : keyArn(named, bucket);
  return { algorithm, kmsKeyArn, bucketKey: input.BucketKeyEnabled ?? isBucketKey, customerKeyMd5: undefined };
}

/** The members of an answer that tell of it. */
export function encryptionMembers(encryption: ObjectEncryption, { region, owner }: Bucket) {
  const { algorithm, kmsKeyArn, bucketKey, customerKeyMd5 } = encryption;
  const isOwn = customerKeyMd5 !== undefined;
  return {
    ServerSideEncryption: isOwn ? undefined : (algorithm as ServerSideEncryption),
    SSECustomerAlgorithm: isOwn ? algorithm : undefined,
    SSECustomerKeyMD5: customerKeyMd5,
    SSEKMSKeyId: KMS.test(algorithm) ? (kmsKeyArn ?? keyOfS3(region, owner)) : undefined,
    BucketKeyEnabled: bucketKey || undefined,
  };
}

/** The key that AWS manages for S3, one for each account and region. */
function keyOfS3(region: string, account: string): string {
  const digits = createHash('sha256').update(`aws/s3 ${account} ${region}`).digest('hex');
  const id = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `a${digits.slice(17, 20)}`];
  return `arn:aws:kms:${region}:${account}:key/${[...id, digits.slice(20, 32)].join('-')}`;
}

/**
 * The permission on a KMS key of one's own. The key that AWS manages for S3 serves everyone of the account, and key policies are not
 * emulated: a key is held to have the usual one, which leaves it to the account's policies. S3 names the object as the encryption context,
 * and with a bucket key the bucket.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#encryption-context
 */
export function keyNeeds(
  { key, encryption }: Pick<StoredObject, 'key' | 'encryption'>,
  { name, region }: Bucket,
  ...actions: readonly ('kms:GenerateDataKey' | 'kms:Decrypt')[]
): readonly Need[] {
  const { kmsKeyArn, bucketKey } = encryption;
  if (kmsKeyArn === undefined) return [];
  const [, , , , resourceAccount = ''] = kmsKeyArn.split(':');
  const keys = {
    'kms:ViaService': `s3.${region}.amazonaws.com`,
    'kms:EncryptionContext:aws:s3:arn': bucketKey ? bucketArn(name) : `${bucketArn(name)}/${key}`,
    'kms:EncryptionContextKeys': ['aws:s3:arn'],
  };
  return actions.map((action) => ({ action, resource: kmsKeyArn, resourceAccount, keys }));
}

/**
 * Throws for a request without a signature about an object that KMS encrypts, whatever a policy or an ACL gives.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * https://github.com/boto/boto3/issues/2952
 */
export function requireSignature({ algorithm }: ObjectEncryption, caller: Caller): void {
  if (caller.kind !== 'anonymous' || !KMS.test(algorithm)) return;
  throw invalidArgument(
    'Authorization',
    'Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.',
    'null',
  );
}

/** Throws where a bucket does not take keys of its customers, as no new one does. */
export function refuseCustomerKey(
  input: EncryptionInput & { readonly Key: string },
  bucket: Bucket,
  caller: Caller,
): void {
  if (!bringsKey(input) || !blocksCustomerKeys(bucket)) return;
  const who = caller.kind === 'anonymous' ? 'anonymous' : callerArn(caller);
  throw new AwsError(
    'AccessDenied',
    `User: ${who} is not authorized to perform: s3:PutObject on resource: "${bucketArn(bucket.name)}/${input.Key}" because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type`,
  );
}

function rule({ configurations }: Bucket) {
  const stored = configurations.get('encryption') as ServerSideEncryptionConfiguration | undefined;
  return stored?.Rules?.[0];
}

function usualEncryption(bucket: Bucket) {
  const found = rule(bucket);
  return { ...found?.ApplyServerSideEncryptionByDefault, isBucketKey: found?.BucketKeyEnabled ?? false };
}

/** The key by its ARN, from which policies know it. An alias could stand for any key. */
function keyArn(name: string, { region, owner }: Bucket): string {
  if (/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/.test(name)) return name;
  if (/^[\w-]+$/.test(name)) return `arn:aws:kms:${region}:${owner}:key/${name}`;
  throw new AwsError(
    'NotImplemented',
    `\`${HEADER}-aws-kms-key-id\` with an alias is not emulated by iam-rehearsal: name the key by its id or its ARN`,
    { Header: `${HEADER}-aws-kms-key-id` },
  );
}

function unknownMethod(asked: string): AwsError {
  if (asked === 'aws:fsx' || asked === 'aws:backup')
    return new AwsError('NotImplemented', `\`${HEADER}: ${asked}\` is not emulated by iam-rehearsal`, {
      Header: HEADER,
    });
  return invalidArgument(HEADER, 'The encryption method specified is not supported', asked);
}

import { createHash } from 'node:crypto';
import type { Bucket } from '../../account/buckets.js';
import type { ObjectEncryption } from '../../account/objects.js';
import { AwsError } from '../../aws/errors.js';
import { invalidArgument, invalidRequest } from './errors.js';

/** The headers with which a customer brings the key of an object (SSE-C). */
export interface CustomerKeyInput {
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSECustomerKey?: string | undefined;
  readonly SSECustomerKeyMD5?: string | undefined;
}

/** Of the source of a copy. */
export interface SourceKeyInput {
  readonly CopySourceSSECustomerAlgorithm?: string | undefined;
  readonly CopySourceSSECustomerKey?: string | undefined;
  readonly CopySourceSSECustomerKeyMD5?: string | undefined;
}

const HEADER = 'x-amz-server-side-encryption';
const KEY_BYTES = 32;
const REQUESTS = 'Requests specifying Server Side Encryption with Customer provided keys must provide';

/** An object that its customer's key encrypts. Nothing is really encrypted: what S3 keeps of a key is enough to know it again. */
export function customerKeyEncryption(
  input: CustomerKeyInput & { readonly ServerSideEncryption?: string | undefined },
): ObjectEncryption | undefined {
  if (!bringsKey(input)) return undefined;
  if (input.ServerSideEncryption !== undefined)
    throw invalidArgument(
      HEADER,
      'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
      input.ServerSideEncryption,
    );
  const md5 = md5OfKey(input);
  if (input.SSECustomerKeyMD5 === undefined) throw wrongKey();
  return { algorithm: 'AES256', kmsKeyArn: undefined, bucketKey: false, customerKeyMd5: md5 };
}

/**
 * Throws unless the request brings the key that the object was written with, and brings none for another object.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
 */
export function checkCustomerKey({ customerKeyMd5 }: ObjectEncryption, input: CustomerKeyInput): void {
  const given = bringsKey(input) ? md5OfKey(input) : undefined;
  if (customerKeyMd5 === undefined) {
    if (given !== undefined) throw invalidRequest('The encryption parameters are not applicable to this object.');
    return;
  }
  if (given === undefined)
    throw invalidRequest(
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    );
  if (given !== customerKeyMd5 || input.SSECustomerKeyMD5 === undefined)
    throw new AwsError('AccessDenied', `${REQUESTS} the correct secret key.`);
}

/** The same for the source of a copy. */
export function checkSourceKey(encryption: ObjectEncryption, input: SourceKeyInput): void {
  checkCustomerKey(encryption, {
    SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
    SSECustomerKey: input.CopySourceSSECustomerKey,
    SSECustomerKeyMD5: input.CopySourceSSECustomerKeyMD5,
  });
}

/** Each part of an upload comes with the key with which the upload began. */
export function checkKeyOfPart({ customerKeyMd5 }: ObjectEncryption, input: CustomerKeyInput): void {
  const given = bringsKey(input) ? md5OfKey(input) : undefined;
  if ((given === undefined) !== (customerKeyMd5 === undefined))
    throw invalidRequest(
      'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
    );
  if (given !== customerKeyMd5)
    throw invalidRequest('The provided encryption parameters did not match the ones used originally.');
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html: a new bucket blocks them. */
export function blocksCustomerKeys({ configurations }: Bucket): boolean {
  const stored = configurations.get('encryption') as
    | {
        readonly Rules?: readonly {
          readonly BlockedEncryptionTypes?: { readonly EncryptionType?: readonly string[] };
        }[];
      }
    | undefined;
  const types = stored?.Rules?.[0]?.BlockedEncryptionTypes?.EncryptionType;
  return types === undefined || types.includes('SSE-C');
}

export function bringsKey({ SSECustomerAlgorithm, SSECustomerKey }: CustomerKeyInput): boolean {
  return SSECustomerAlgorithm !== undefined || SSECustomerKey !== undefined;
}

/** Throws for a key that is none. */
function md5OfKey({
  SSECustomerAlgorithm: algorithm,
  SSECustomerKey: key,
  SSECustomerKeyMD5,
}: CustomerKeyInput): string {
  if (algorithm === undefined) throw invalidArgument(HEADER, `${REQUESTS} a valid encryption algorithm.`);
  if (key === undefined) throw invalidArgument(HEADER, `${REQUESTS} an appropriate secret key.`);
  if (algorithm !== 'AES256')
    throw new AwsError(
      'InvalidEncryptionAlgorithmError',
      'The Encryption request you specified is not valid. Supported value: AES256.',
      { ArgumentName: HEADER, ArgumentValue: algorithm },
    );
  const bytes = Buffer.from(key, 'base64');
  if (bytes.length !== KEY_BYTES) throw wrongKey();
  const md5 = createHash('md5').update(bytes).digest('base64');
  if (SSECustomerKeyMD5 !== undefined && SSECustomerKeyMD5 !== md5)
    throw invalidArgument(HEADER, 'The calculated MD5 hash of the key did not match the hash that was provided.');
  return md5;
}

function wrongKey(): AwsError {
  return invalidArgument(HEADER, 'The secret key was invalid for the specified algorithm.');
}

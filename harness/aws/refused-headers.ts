import { AwsError } from './errors.js';
import type { HeaderMap, RequestOrigin } from './http.js';

const ENCRYPTION = 'x-amz-server-side-encryption';

/** How an object is encrypted is said when it is made. */
const WITHOUT_ENCRYPTION: ReadonlySet<string> = new Set(['GetObject', 'HeadObject']);

const CUSTOMER_KEYS = [`${ENCRYPTION}-customer-key`, 'x-amz-copy-source-server-side-encryption-customer-key'];

/**
 * "Amazon S3 rejects any requests made over HTTP when using SSE-C."
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
 */
export function refuseOpenKeys(headers: HeaderMap, { secureTransport }: Pick<RequestOrigin, 'secureTransport'>): void {
  if (secureTransport || !CUSTOMER_KEYS.some((name) => headers.has(name))) return;
  const message =
    'Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.';
  throw new AwsError('InvalidRequest', message);
}

/**
 * Throws for a header that an operation has no member for, and that S3 does not pass over: "if you include the header in your GetObject
 * requests for the object that uses these types of keys, you'll get an HTTP 400 Bad Request error".
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function refuseHeaders(operation: string, headers: HeaderMap): void {
  const value = headers.first(ENCRYPTION);
  if (value === undefined || !WITHOUT_ENCRYPTION.has(operation)) return;
  const message = `${ENCRYPTION} header is not supported for this operation.`;
  throw new AwsError('InvalidArgument', message, { ArgumentName: ENCRYPTION, ArgumentValue: value });
}

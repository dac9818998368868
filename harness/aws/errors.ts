/**
 * An error that AWS would answer. Services throw it by its wire code, in AWS's words; its HTTP status and its form on the
 * wire come from the SDK's schema (or, for the codes that no schema knows, from the table in `error-codes.ts`).
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** The code on the wire, e.g. `NoSuchEntity` (not the SDK's `NoSuchEntityException`). */
  readonly code: string;
  /** Further elements of an S3 error body, e.g. `{ BucketName: 'b' }`, in the order in which AWS prints them. */
  readonly extras: Readonly<Record<string, string>>;

  /** Headers that S3 sends with this error, in lower case, e.g. `{ 'x-amz-delete-marker': 'true' }`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    extras: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.code = code;
    this.extras = extras;
    this.headers = headers;
  }
}

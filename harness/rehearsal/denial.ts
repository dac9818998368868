/** An AccessDenied as a client sees it. */
export interface Denial {
  /** AWS's sentence. */
  readonly message: string;
  readonly status: number;
  readonly requestId: string | undefined;
}

/** What all errors of SDK clients have. */
interface ClientError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** An error that is AWS's refusal by policy; undefined for any other. */
export function asDenial(error: unknown): Denial | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message, $metadata } = error as ClientError;
  const status = $metadata?.httpStatusCode;
  return name === 'AccessDenied' && status === 403 ? { message, status, requestId: $metadata?.requestId } : undefined;
}

/**
 * A 403 to a HEAD request, which has no body and so neither code nor words: S3 answers so for a missing permission as for a wrong
 * secret. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
export function asWordlessRefusal(error: unknown): Denial | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message, $metadata } = error as ClientError;
  const isWordless = $metadata?.httpStatusCode === 403 && /^(Unknown|403|Forbidden)/.test(name);
  return isWordless ? { message, status: 403, requestId: $metadata?.requestId } : undefined;
}

/** One line about anything that was thrown. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const status = (error as ClientError).$metadata?.httpStatusCode;
  return `${error.name}${status === undefined ? '' : ` (${status})`}: ${error.message}`;
}

/** The request id of an SDK client's answer, or of an error that one threw. */
export function requestIdOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('$metadata' in answer)) return undefined;
  return (answer as ClientError).$metadata?.requestId;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from './errors.js';

/**
 * The body of a request, or undefined where there is none. Leaving it early keeps the connection, so that the refusal still
 * reaches the client. A response is given where the client waits for `100 Continue`: the first pull sends it.
 */
export function incomingBody(
  request: IncomingMessage,
  waiting: ServerResponse | undefined,
): AsyncIterable<Uint8Array> | undefined {
  const { headers } = request;
  const length = headers['content-length'];
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return undefined;
  return {
    async *[Symbol.asyncIterator]() {
      waiting?.writeContinue();
      try {
        yield* request.iterator({ destroyOnReturn: false });
      } catch {
        throw incomplete();
      }
    },
  };
}

/**
 * The client went away, or its chunks make no sense: nothing that went wrong here.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
function incomplete(): AwsError {
  return new AwsError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}

/** Forms of IAM and STS are smaller; what is larger may be an object, and streams. */
const WHOLE_BYTES = 64 * 1024;

/**
 * A small body whole, where its length is known before; undefined where it has to stream. Collecting the pieces of an async iterator
 * costs as much as checking a signature.
 */
export function wholeBody(request: IncomingMessage): Promise<Uint8Array> | undefined {
  const length = Number(request.headers['content-length']);
  if (request.method !== 'POST' || !(length > 0 && length <= WHOLE_BYTES)) return undefined;
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)));
    request.on('error', () => reject(incomplete()));
  });
}

import { AwsError } from './errors.js';
import type { WireRequest } from './http.js';

/** The largest body that is read whole, unless the request says otherwise: an IAM or STS form, or an S3 document. */
const WHOLE_BYTES = 32 * 1024 * 1024;

/** The pieces of a stream that is to be held in memory. Throws RequestEntityTooLarge beyond the limit of the request. */
export async function collected(stream: AsyncIterable<Uint8Array>, request: WireRequest): Promise<Uint8Array[]> {
  const { wholeBytes = WHOLE_BYTES } = request;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > wholeBytes)
      throw new AwsError('RequestEntityTooLarge', `The request is longer than ${wholeBytes} bytes.`);
    pieces.push(piece);
  }
  return pieces;
}

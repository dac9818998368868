import type { WireRequest } from '../../aws/http.js';
import { ControlError } from './control-error.js';

/** The JSON object that a request brings; an empty one where it has no body. Throws {@link ControlError}. */
export async function bodyOf({ body }: WireRequest, limit: number): Promise<Record<string, unknown>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of piecesOf(body)) {
    size += piece.length;
    if (size > limit) throw new ControlError(413, 'TooLarge', `a body has at most ${limit} bytes here`);
    pieces.push(piece);
  }
  const text = Buffer.concat(pieces).toString();
  if (text === '') return {};
  const read = parsed(text);
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
  throw new ControlError(400, 'InvalidRequest', 'the body is no JSON object');
}

function piecesOf(body: WireRequest['body']): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (body === undefined) return [];
  if (typeof body === 'string') return [Buffer.from(body)];
  return body instanceof Uint8Array ? [body] : body;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlError(400, 'InvalidRequest', 'the body is no JSON');
  }
}

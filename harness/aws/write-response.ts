import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { WireResponse } from './http.js';

/**
 * Sends an answer; a streamed one as fast as the client takes it. When the client goes away, the stream is left and its source
 * told so, and waited for. An answer that fails half way is for the caller to cut off: the client must not take it for whole.
 */
export function writeResponse(
  response: ServerResponse,
  answer: WireResponse,
  thenClose: boolean,
): Promise<void> | undefined {
  const { body } = answer;
  const whole = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const headers: string[] = [];
  for (const name in answer.headers) headers.push(name, answer.headers[name] ?? '');
  if (whole && needsLength(answer)) headers.push('content-length', String(lengthOf(body)));
  if (thenClose) headers.push('connection', 'close');
  response.writeHead(answer.status, headers);
  if (whole) response.end(body);
  else if (response.req.method === 'HEAD') response.end();
  else return stream(response, body);
  return undefined;
}

/** Once the head is written, Node can no longer count a body that it is handed whole. */
function needsLength({ status, headers }: WireResponse): boolean {
  return headers['content-length'] === undefined && status !== 204 && status !== 304;
}

function lengthOf(body: string | Uint8Array | undefined): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : (body?.length ?? 0);
}

async function stream(response: ServerResponse, body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const bytes of body) {
    if (!response.write(bytes) && !response.destroyed) await drainedOrClosed(response);
    if (response.destroyed) return;
  }
  response.end();
}

async function drainedOrClosed(response: ServerResponse): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).catch(() => undefined);
  settled.abort();
}

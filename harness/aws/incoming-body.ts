import type { IncomingMessage, ServerResponse } from 'node:http';

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
    [Symbol.asyncIterator]() {
      waiting?.writeContinue();
      return request.iterator({ destroyOnReturn: false });
    },
  };
}

import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers what is no HTTP, without spoiling an answer that is under way on the same connection. */
export interface MalformedRequests {
  /** Told of every answer that begins. */
  answering(response: ServerResponse): void;
  /** Node's `clientError`. */
  refuse(error: NodeJS.ErrnoException, socket: Duplex): void;
}

const STATUS: Readonly<Record<string, string | undefined>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

export function malformedRequests(): MalformedRequests {
  const latest = new WeakMap<Duplex, ServerResponse>();
  return {
    answering(response) {
      latest.set(response.req.socket, response);
    },
    refuse(error, socket) {
      const before = latest.get(socket);
      const isUnderWay = before !== undefined && !before.writableFinished;
      if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
      else if (isUnderWay && before.req.complete) before.once('finish', () => answer(error, socket));
      else if (isUnderWay && before.headersSent) socket.destroy();
      else answer(error, socket);
    },
  };
}

function answer({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void {
  const status = STATUS[code] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { endOfTurn } from './end-of-turn.js';
import { AwsError } from './errors.js';
import type { RequestOrigin, WireRequest, WireResponse } from './http.js';
import { incomingBody, wholeBody } from './incoming-body.js';
import { malformedRequests } from './malformed-requests.js';
import { writeResponse } from './write-response.js';

export interface ListenOptions {
  /** Loopback unless told otherwise: the emulator's credentials are guessable. */
  readonly host?: string;
  /** 0 picks a free one. */
  readonly port?: number;
  handle(request: WireRequest): Promise<WireResponse>;
  readonly limits?: ServerLimits;
  /** Where a connection comes from; the address and scheme of the socket unless told otherwise. */
  origin?(socket: Socket): RequestOrigin;
  /** Told of a failure inside of `handle`, which the client sees as a bare 500. */
  onError?(error: unknown): void;
}

/** Times in milliseconds, sizes in bytes. */
export interface ServerLimits {
  /** All headers of a request together, with its target: 32 KiB unless given. */
  readonly headerBytes?: number;
  /** A body that is read whole, an IAM or STS form or an S3 document: 32 MiB unless given. Objects have no limit but S3's. */
  readonly bodyBytes?: number;
  /** For the headers of a request: 30 seconds unless given. */
  readonly headersTimeout?: number;
  /** For a whole request with its body: 5 minutes unless given. */
  readonly requestTimeout?: number;
  /** How long nothing may be read or written while a request is under way, e.g. by a client that takes no answer: 2 minutes unless given. */
  readonly idleTimeout?: number;
  /** How long an idle connection is kept; longer than clients keep theirs, so that no request meets a closing one: 65 seconds unless given. */
  readonly keepAliveTimeout?: number;
  /** How many connections may be open at once; one more is closed at once. 10,000 unless given. */
  readonly connections?: number;
  /** How long `close` waits for requests under way: half a second unless given. */
  readonly closeTimeout?: number;
}

interface Serving extends ListenOptions {
  readonly limits: Required<ServerLimits>;
  endOfTurn(): Promise<void>;
  originOf(socket: Socket): RequestOrigin;
}

const defaults: Required<ServerLimits> = {
  headerBytes: 32 * 1024,
  bodyBytes: 32 * 1024 * 1024,
  headersTimeout: 30_000,
  requestTimeout: 300_000,
  idleTimeout: 120_000,
  keepAliveTimeout: 65_000,
  connections: 10_000,
  closeTimeout: 500,
};

/** A server that listens. */
export interface Listening extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:4566`, without a slash at the end. */
  readonly url: string;
  /** Ends within a second: idle connections at once, the others after `closeTimeout`. */
  close(): Promise<void>;
}

/**
 * Serves over node:http, which leaves the request target and the headers as they were sent: signatures and S3 keys depend on the
 * exact bytes.
 *
 * A client that expects `100-continue` is told to go on only when `handle` first pulls the body, that is, after it was authorized.
 */
export async function listen(options: ListenOptions): Promise<Listening> {
  const limits = { ...defaults, ...options.limits };
  const server = createLimitedServer(limits);
  const limited = {
    ...options,
    limits,
    endOfTurn: endOfTurn(),
    originOf: originOncePerSocket(options.origin ?? originOf),
  };
  const malformed = malformedRequests();
  const answer = (request: IncomingMessage, response: ServerResponse, expects: boolean) => {
    malformed.answering(response);
    void serve(limited, request, response, expects);
  };
  server.on('request', (request, response) => answer(request, response, false));
  server.on('checkContinue', (request, response) => answer(request, response, true));
  // What else a client may expect, S3 does not look at.
  server.on('checkExpectation', (request, response) => answer(request, response, false));
  server.on('clientError', malformed.refuse);
  const { address, port } = await bound(server, options.host ?? '127.0.0.1', options.port ?? 0);
  const close = () => closed(server, limits.closeTimeout);
  return { host: address, port, url: 'http://' + inUrl(address) + ':' + port, close, [Symbol.asyncDispose]: close };
}

/** How often Node looks for requests whose time is over, unless a limit is shorter. */
const CHECKED_EVERY = 5_000;

function createLimitedServer(limits: Required<ServerLimits>): Server {
  const { headerBytes, requestTimeout, keepAliveTimeout, idleTimeout, connections } = limits;
  const headersTimeout = Math.min(limits.headersTimeout, requestTimeout);
  const connectionsCheckingInterval = Math.min(CHECKED_EVERY, headersTimeout);
  const timeouts = { headersTimeout, requestTimeout, keepAliveTimeout, connectionsCheckingInterval };
  const server = createServer({ maxHeaderSize: headerBytes, ...timeouts });
  // A client may close its half of the connection once it has asked, and still wait for the answer.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.timeout = idleTimeout;
  server.maxConnections = connections;
  // Node would leave out those beyond two thousand, and a signature over them would be wrong.
  server.maxHeadersCount = 0;
  return server;
}

async function serve(options: Serving, request: IncomingMessage, response: ServerResponse, expects: boolean) {
  const { socket } = request;
  const whole = expects ? undefined : wholeBody(request);
  // Without a listener, the reset of a connection while its answer is written would end the process.
  response.on('error', nothing);
  try {
    const answer = await options.handle({
      method: request.method ?? '',
      target: request.url ?? '',
      rawHeaders: request.rawHeaders,
      wholeBytes: options.limits.bodyBytes,
      body: whole === undefined ? incomingBody(request, expects ? response : undefined) : await whole,
      origin: options.originOf(socket),
    });
    await options.endOfTurn();
    const written = writeResponse(response, answer, expects && !request.readableDidRead);
    if (written !== undefined) await written;
  } catch (error) {
    // A body that was cut off is refused as what is no HTTP.
    if (error instanceof AwsError) return;
    options.onError?.(error);
    refuseFailed(response);
  }
}

function nothing(): void {}

/** A connection comes from the same place to its end. */
function originOncePerSocket(origin: (socket: Socket) => RequestOrigin): Serving['originOf'] {
  const known = new WeakMap<Socket, RequestOrigin>();
  return (socket) => {
    const found = known.get(socket);
    if (found !== undefined) return found;
    const made = origin(socket);
    known.set(socket, made);
    return made;
  };
}

function originOf(socket: Socket): RequestOrigin {
  const address = socket.remoteAddress ?? '';
  return {
    sourceIp: address.startsWith('::ffff:') ? address.slice(7) : address,
    secureTransport: (socket as Partial<TLSSocket>).encrypted === true,
  };
}

function refuseFailed(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { connection: 'close', 'content-length': '0' }).end();
}

function bound(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

function inUrl(address: string): string {
  return address.includes(':') ? '[' + address + ']' : address;
}

function closed(server: Server, patience: number): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), patience);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

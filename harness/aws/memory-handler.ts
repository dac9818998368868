import { Readable } from 'node:stream';
import type { HttpHandlerOptions, HttpRequest, HttpResponse, QueryParameterBag } from '@smithy/types';
import { HandlerError } from './handler-error.js';
import type { RequestOrigin, WireBody, WireRequest, WireResponse } from './http.js';

export interface MemoryHandlerOptions {
  handle(request: WireRequest): Promise<WireResponse>;
  /** Where the client's requests come from: what policies see of the network. */
  readonly origin: RequestOrigin;
}

/** What an SDK client takes as `requestHandler`. */
export interface MemoryHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: HttpRequest, options?: HttpHandlerOptions): Promise<{ response: HttpResponse }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
  destroy(): void;
}

/**
 * Lets an SDK client talk to a handler in the same process. The handler gets what Node's HTTP client would have sent, so a
 * signature made by the client is the same as over a socket.
 */
export function memoryHandler({ handle, origin }: MemoryHandlerOptions): MemoryHandler {
  const answerTo = async (request: HttpRequest) => toSdk(await handle(await toWire(request, origin)), request.method);
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (request, { abortSignal } = {}) =>
      abortSignal === undefined ? answerTo(request) : unlessAborted(abortSignal, () => answerTo(request)),
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  };
}

async function toWire(request: HttpRequest, origin: RequestOrigin): Promise<WireRequest> {
  const { method, path, query } = request;
  const queryText = query === undefined ? '' : queryString(query);
  const body = await toBody(request.body);
  return {
    method,
    target: queryText === '' ? path : path + '?' + queryText,
    rawHeaders: rawHeaders(request, body),
    body,
    origin,
  };
}

/** The SDK's order and escapes: names sorted, a list repeated, a name without a value alone. */
function queryString(query: QueryParameterBag): string {
  const pieces: string[] = [];
  for (const name of Object.keys(query).sort()) {
    const value = query[name];
    if (Array.isArray(value)) for (const one of value) pieces.push(escaped(name) + '=' + escaped(one));
    else pieces.push(typeof value === 'string' ? escaped(name) + '=' + escaped(value) : escaped(name));
  }
  return pieces.join('&');
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (it) => '%' + it.charCodeAt(0).toString(16).toUpperCase());
}

/** Node's client announces an empty body for every other method. */
const methodsWithoutBody = ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];

/** With the framing header that Node's client adds where the SDK has set none. */
function rawHeaders({ method, headers }: HttpRequest, body: WireBody): readonly string[] {
  const raw: string[] = [];
  let framed = body === undefined && methodsWithoutBody.includes(method);
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value === undefined) continue;
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw new HandlerError(`the header \`${name}\` has a character that HTTP cannot carry; encode its value`);
    raw.push(name, value);
    framed ||= /^(content-length|transfer-encoding)$/i.test(name);
  }
  if (framed) return raw;
  if (body === undefined) raw.push('content-length', '0');
  else if (typeof body === 'string') raw.push('content-length', String(Buffer.byteLength(body)));
  else if (body instanceof Uint8Array) raw.push('content-length', String(body.length));
  else raw.push('transfer-encoding', 'chunked');
  return raw;
}

/** Everything that the SDK accepts as a body: text, bytes, buffers and views, blobs, Node and web streams. */
function toBody(body: unknown): WireBody | Promise<WireBody> {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof Blob) return body.arrayBuffer().then((buffer) => new Uint8Array(buffer));
  if (typeof body === 'object' && Symbol.asyncIterator in body)
    return byteChunks(body as AsyncIterable<Uint8Array | string>);
  throw new HandlerError('the request has a body of an unknown kind; pass a string, bytes, a Blob or a stream');
}

async function* byteChunks(body: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

/**
 * A GET may be asked for its body as a stream (GetObject), so it gets one. Every other answer is read whole, and bytes are what
 * the SDK reads fastest.
 */
function toSdk({ status, headers, body }: WireResponse, method: string): { response: HttpResponse } {
  return {
    response: {
      statusCode: status,
      headers: { ...headers },
      body: method === 'HEAD' ? undefined : sdkBody(body, method === 'GET'),
    },
  };
}

function sdkBody(body: WireBody, streamed: boolean): Readable | Uint8Array | undefined {
  if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) {
    return Readable.from(body, { objectMode: false });
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return streamed ? readable(bytes) : bytes;
}

function readable(bytes: Uint8Array | undefined): Readable {
  return new Readable({
    read() {
      if (bytes !== undefined && bytes.length > 0) this.push(bytes);
      this.push(null);
    },
  });
}

type AbortSignalLike = NonNullable<HttpHandlerOptions['abortSignal']>;

async function unlessAborted<T>(signal: AbortSignalLike, work: () => Promise<T>): Promise<T> {
  if (signal.aborted) throw abortError(signal);
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(abortError(signal));
    const settle = () => {
      if ('removeEventListener' in signal) signal.removeEventListener('abort', onAbort);
      else signal.onabort = null;
    };
    if ('addEventListener' in signal) signal.addEventListener('abort', onAbort);
    else signal.onabort = onAbort;
    work().then(resolve, reject).finally(settle);
  });
}

/** The SDK's callers look for the name `AbortError`. */
function abortError(signal: AbortSignalLike): HandlerError {
  return new HandlerError('Request aborted', {
    name: 'AbortError',
    cause: 'reason' in signal ? signal.reason : undefined,
  });
}

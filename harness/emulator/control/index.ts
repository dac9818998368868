import type { WireRequest, WireResponse } from '../../aws/http.js';
import type { Front } from '../../aws/pipeline.js';
import { type ControlAccess, refusalOf } from './access.js';
import { ControlError } from './control-error.js';
import { passes, recordedJson } from './decisions.js';
import { eventStream } from './event-stream.js';
import { localstackAnswer } from './localstack.js';
import { type Controlled, filterOf, ROUTES } from './routes.js';
import { VERSION as version } from './version.js';

export type { ControlAccess } from './access.js';
export type { Controlled } from './routes.js';

export interface Control {
  /** Answers what is below `/_rehearsal/` and `/_localstack/`, and hands the rest on: no bucket's name begins with `_`. */
  before(front: Front): Front;
  /** Ends the streams that are open. */
  close(): void;
}

/** The documents of token issuers are everyone's, and not of the control interface. */
const OWN_PATH = /^\/_(?:rehearsal(?!\/issuers\/)|localstack)\//;
/** A snapshot holds the bytes of objects; anything else is small. */
const BODY_BYTES = 512 * 1024 * 1024;
/** What we throw at whoever asks for what cannot be; anything else is a fault of the emulator. */
const FAULTS_OF_THE_REQUEST = [
  'InvalidSnapshot',
  'InvalidTime',
  'InvalidPropagation',
  'InvalidAccountId',
  'CannotDecide',
];

export function createControl(
  emulator: Controlled,
  access: ControlAccess,
  onError: (error: unknown) => void = () => {},
): Control {
  const streams = new Set<() => void>();
  const started = Date.now();
  const answer = async (request: WireRequest, url: URL): Promise<WireResponse> => {
    const [, area, ...rest] = url.pathname.split('/');
    const path = rest.map(decodeURIComponent).join('/');
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (area === '_localstack') {
      const found = method === 'GET' ? localstackAnswer(path, version, started, Date.now()) : undefined;
      return found === undefined
        ? failure(new ControlError(404, 'NotFound', 'there is no such page'))
        : json(200, found);
    }
    // What harms no one is shown to every address: whether the server is there has to be found out from outside of a container.
    if (method === 'GET' && path === 'health') return json(200, { status: 'ok', version });
    if (method === 'GET' && path === 'version') return json(200, { version, snapshotVersion: 1 });
    const refusal = refusalOf(request, access);
    if (refusal !== undefined) throw new ControlError(403, 'Forbidden', refusal);
    if (method === 'GET' && path === 'decisions/stream') return stream(url);
    const { route, parameter } = routeOf(method, path);
    const answered = route({ emulator, parameter, query: url.searchParams, body: await bodyOf(request) });
    return answered === undefined ? { status: 204, headers: {}, body: undefined } : json(200, answered as object);
  };
  const stream = (url: URL): WireResponse => {
    const filter = filterOf(url.searchParams);
    const events = eventStream(() => {
      unsubscribe();
      streams.delete(events.end);
    });
    const unsubscribe = emulator.decisions.subscribe((recorded) => {
      if (passes(recorded, filter)) events.send(recordedJson(recorded));
    });
    streams.add(events.end);
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'close' };
    return { status: 200, headers, body: events.body };
  };
  return {
    before: (front) => async (request) => {
      if (!OWN_PATH.test(request.target)) return front(request);
      try {
        return await answer(request, new URL(request.target, 'http://localhost'));
      } catch (error) {
        const known = error instanceof ControlError || FAULTS_OF_THE_REQUEST.includes((error as Error).name);
        if (!known) onError(error);
        return failure(known ? error : new ControlError(500, 'InternalFailure', 'the emulator failed'));
      }
    },
    close() {
      for (const end of [...streams]) end();
    },
  };
}

function routeOf(method: string, path: string) {
  const isThere = (key: string, of: string) =>
    new RegExp(`^${key.replaceAll('*', '([^/]+)')}$`).exec(`${of} ${path}`) ?? undefined;
  for (const [key, route] of Object.entries(ROUTES)) {
    const found = isThere(key, method);
    if (found !== undefined) return { route, parameter: found[1] ?? '' };
  }
  const others = Object.keys(ROUTES).filter((key) => isThere(key, key.split(' ')[0] ?? ''));
  if (others.length === 0) throw new ControlError(404, 'NotFound', `there is no \`/_rehearsal/${path}\``);
  throw new ControlError(405, 'MethodNotAllowed', `call \`${others.join('`, `')}\``);
}

async function bodyOf({ body }: WireRequest): Promise<Record<string, unknown>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  if (typeof body === 'string') pieces.push(Buffer.from(body));
  else if (body instanceof Uint8Array) pieces.push(body);
  else
    for await (const piece of body ?? []) {
      size += piece.length;
      if (size > BODY_BYTES) throw new ControlError(413, 'TooLarge', `a body has at most ${BODY_BYTES} bytes`);
      pieces.push(piece);
    }
  const text = Buffer.concat(pieces).toString();
  if (text === '') return {};
  const read = parsed(text);
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
  throw new ControlError(400, 'InvalidRequest', 'the body is no JSON object');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlError(400, 'InvalidRequest', 'the body is no JSON');
  }
}

function json(status: number, value: object): WireResponse {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { status, headers, body: JSON.stringify(value) };
}

/** Errors of ours say what is wrong with what was asked; they carry nothing of the inside. */
function failure(error: unknown): WireResponse {
  const { name, message } = error instanceof Error ? error : new ControlError(500, 'InternalFailure', String(error));
  const { status, code } = error instanceof ControlError ? error : { status: 400, code: name };
  return json(status, { error: { code, message } });
}

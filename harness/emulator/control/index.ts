import type { WireRequest, WireResponse } from '../../aws/http.js';
import type { Front } from '../../aws/pipeline.js';
import type { RecordedDecision } from '../journal.js';
import { type ControlAccess, refusalOf } from './access.js';
import { bodyOf } from './body.js';
import { ControlError } from './control-error.js';
import { passes, recordedJson } from './decisions.js';
import { eventStream } from './event-stream.js';
import { localstackAnswer } from './localstack.js';
import type { Controlled } from './route-call.js';
import { filterOf, routeOf } from './routes.js';
import type { ServerHealth } from './server-health.js';
import { VERSION as version } from './version.js';

export type { ControlAccess } from './access.js';
export type { Controlled } from './route-call.js';

export interface ControlOptions {
  readonly emulator: Controlled;
  readonly access: ControlAccess;
  /** The HTML of `/_rehearsal/ui`. */
  readonly page?: (() => string) | undefined;
  /** The JSON of `/_rehearsal/ui/figures`. */
  readonly figures?: ((decisions: readonly RecordedDecision[]) => object) | undefined;
  /** Whether the server believes what a request says of where it comes from. */
  mayStateOrigin(request: WireRequest): boolean;
  onError?(error: unknown): void;
}

export interface Control {
  /** Answers what is below `/_rehearsal/` and `/_localstack/`, and hands the rest on: no bucket's name begins with `_`. */
  before(front: Front): Front;
  /** Ends the streams that are open. */
  close(): void;
}

/** The documents of token issuers are everyone's, and not of the control interface. */
const OWN_PATH = /^\/_(?:rehearsal(?!\/issuers\/)|localstack)\//;
/** What we throw at whoever asks for what cannot be; anything else is a fault of the emulator. */
const FAULTS_OF_THE_REQUEST = [
  'InvalidSnapshot',
  'InvalidTime',
  'InvalidPropagation',
  'InvalidAccountId',
  'InvalidVpcEndpoint',
  'InvalidWebIdentityKeys',
  'InvalidImport',
  'CannotDecide',
];

export function createControl(options: ControlOptions): Control {
  const { emulator, access, page, figures, onError = () => {} } = options;
  const streams = new Set<() => void>();
  const started = Date.now();
  const answer = async (request: WireRequest, url: URL): Promise<WireResponse> => {
    const [, area, ...rest] = url.pathname.split('/');
    const path = rest.map(decoded).join('/');
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (area === '_localstack') {
      const found = method === 'GET' ? localstackAnswer(path, version, started, Date.now()) : undefined;
      return found === undefined
        ? failure(new ControlError(404, 'NotFound', 'there is no such page'))
        : json(200, found);
    }
    const refusal = refusalOf(request, access);
    // What harms no one is shown to every address.
    if (method === 'GET' && path === 'health') return json(200, health(request, options, refusal));
    if (method === 'GET' && path === 'version') return json(200, { version, snapshotVersion: 1 });
    if (refusal !== undefined) throw new ControlError(403, 'Forbidden', refusal);
    if (method === 'GET' && path === 'decisions/stream') return stream(url);
    if (method === 'GET' && path === 'ui' && page !== undefined) return html(page());
    if (method === 'GET' && path === 'ui/figures' && figures !== undefined)
      return json(200, figures(emulator.decisions.list()));
    const { route, parameter, bodyBytes } = routeOf(method, path);
    const body = await bodyOf(request, bodyBytes);
    const answered = await route({ emulator, parameter, query: url.searchParams, body });
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
  const answered = async (request: WireRequest): Promise<WireResponse> => {
    try {
      return await answer(request, new URL(request.target, 'http://localhost'));
    } catch (error) {
      const known = error instanceof ControlError || FAULTS_OF_THE_REQUEST.includes((error as Error).name);
      if (!known) onError(error);
      return failure(known ? error : new ControlError(500, 'InternalFailure', 'the emulator failed'));
    }
  };
  return {
    before: (front) => (request) => (OWN_PATH.test(request.target) ? answered(request) : front(request)),
    close() {
      for (const end of [...streams]) end();
    },
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ControlError(400, 'InvalidRequest', `\`${part}\` is no path: its escapes cannot be read`);
  }
}

function health(request: WireRequest, options: ControlOptions, refusal: string | undefined): ServerHealth {
  const { emulator, mayStateOrigin } = options;
  const { region } = emulator;
  return { status: 'ok', version, region, control: refusal === undefined, requestOrigin: mayStateOrigin(request) };
}

function html(body: string): WireResponse {
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body };
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

import { connect, type Socket } from 'node:net';
import aws4 from 'aws4';
import { type EmulatorOptions, type ServeOptions, startEmulator } from '../emulator/index.js';

/** Root of an account, as every emulator knows it. */
const ROOT = { accessKeyId: '111122223333', secretAccessKey: 'test' };
/** Whoever has no answer after this long never gets one. */
const PATIENCE = 20_000;

/** What a client saw of its connection. */
export interface Seen {
  /** The status of each answer, in order; 100 is none. */
  readonly statuses: readonly number[];
  /** `hung`: neither answered nor closed. */
  readonly end: 'closed' | 'hung';
  readonly text: string;
}

/** What the client does after its last byte. */
export type Last = 'wait' | 'half-close' | 'reset';

/** An emulator behind HTTP, and what went wrong inside of it: nothing, whatever is sent. */
export interface Victim extends AsyncDisposable {
  readonly port: number;
  readonly failures: readonly unknown[];
  /** Sends the pieces one after the other, and sees what comes back until the connection ends. */
  talk(pieces: readonly (string | Uint8Array)[], last?: Last): Promise<Seen>;
  open(): Socket;
  /** Whether a client with a good request is served. */
  isAlive(): Promise<boolean>;
}

export async function startVictim(serve: ServeOptions = {}, options: EmulatorOptions = {}): Promise<Victim> {
  const failures: unknown[] = [];
  const emulator = await startEmulator({ seed: 'hostile', onError: (error) => failures.push(error), ...options });
  const port = Number(new URL(await emulator.listen(serve)).port);
  const open = () => connect(port, '127.0.0.1');
  const talk = async (pieces: readonly (string | Uint8Array)[], last: Last = 'wait') => {
    const socket = open();
    const seen = watch(socket);
    for (const piece of pieces) {
      if (!socket.destroyed) await written(socket, piece);
    }
    if (last === 'half-close') socket.end();
    if (last === 'reset') socket.resetAndDestroy();
    return seen;
  };
  return {
    port,
    failures,
    open,
    talk,
    isAlive: async () => (await talk([signedForm({ Action: 'GetUser' })])).statuses[0] === 200,
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

function watch(socket: Socket): Promise<Seen> {
  return new Promise((resolve) => {
    let text = '';
    const finish = (end: Seen['end']) => {
      clearTimeout(timer);
      socket.destroy();
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
      resolve({ statuses: statuses.filter((status) => status !== 100), end, text });
    };
    const timer = setTimeout(() => finish('hung'), PATIENCE);
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
    });
    // A server may close while the client still sends.
    socket.on('error', () => undefined);
    socket.on('close', () => finish('closed'));
  });
}

function written(socket: Socket, piece: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('close', done);
      resolve();
    };
    socket.once('close', done);
    socket.write(piece, done);
  });
}

/** A request of IAM (or, by its Version, STS) whose signature is right, so that its parameters are looked at. */
export function signedForm(parameters: Readonly<Record<string, string>> | string): string {
  const form = typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString();
  const body = form.includes('Version=') ? form : `${form}&Version=2010-05-08`;
  const service = body.includes('Version=2011-06-15') ? 'sts' : 'iam';
  return signed({ service, method: 'POST', path: '/', body, type: 'application/x-www-form-urlencoded' });
}

/** A request of S3 whose signature is right. */
export function signedObject(method: string, path: string, body = ''): string {
  return signed({ service: 's3', method, path, body, type: 'application/xml' });
}

interface Described {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly type: string;
}

function signed({ service, method, path, body, type }: Described): string {
  const headers = {
    Host: '127.0.0.1',
    'Content-Type': type,
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const place = { service, region: 'us-east-1', host: '127.0.0.1', signQuery: false };
  const request = aws4.sign({ ...place, method, path, headers, body }, ROOT);
  const lines = Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${request.path ?? path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

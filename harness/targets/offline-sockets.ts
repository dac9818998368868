import { Socket } from 'node:net';
import type { Refuse } from './offline-refusal.js';
import { replaceMethod, together } from './replaced-method.js';

/** Every connection of Node's: http, https, http2, tls and undici open theirs with `Socket.connect`, and write to it. */
export function guardSockets(refuse: Refuse): Disposable {
  return together([
    replaceMethod(Socket.prototype, 'connect', (connect) => {
      return function (this: Socket, ...args: unknown[]) {
        const host = hostOf(args);
        const refusal = host === undefined ? undefined : refuse(host);
        if (refusal !== undefined) {
          process.nextTick(() => this.destroy(refusal));
          return this;
        }
        // A name may lead there, too.
        if (host !== undefined) {
          this.on('lookup', (_error: unknown, address: string | undefined) => {
            const found =
              address === undefined ? undefined : refuse(address, () => `reach \`${host}\`, which is \`${address}\``);
            if (found?.place === 'metadata') this.destroy(found);
          });
        }
        return connect.apply(this, args);
      };
    }),
    replaceMethod(Socket.prototype, 'write', (write) => {
      return function (this: Socket & { readonly servername?: unknown }, ...args: unknown[]) {
        const host = typeof this.servername === 'string' ? this.servername : undefined;
        const refusal = (host && refuse(host)) || refuseProxied(args[0], refuse);
        if (!refusal) return write.apply(this, args);
        this.destroy(refusal);
        return false;
      };
    }),
  ]);
}

/** `CONNECT sts.amazonaws.com:443`, or `GET http://...`: what a proxy is asked to reach. */
const PROXIED = /^(?:CONNECT |[A-Z]{3,7} https?:\/\/)(?:[^/\s@]*@)?(\[[^\]\s]+\]|[^/:\s?#]+)/;
const LONGEST_LINE = 400;

function refuseProxied(chunk: unknown, refuse: Refuse) {
  const isText = typeof chunk === 'string';
  if (!isText && !(chunk instanceof Uint8Array)) return undefined;
  const text = isText
    ? chunk.slice(0, LONGEST_LINE)
    : Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(chunk.length, LONGEST_LINE)).toString('latin1');
  const [, host] = PROXIED.exec(text) ?? [];
  return host === undefined ? undefined : refuse(host, () => `reach \`${host}\` through a proxy`);
}

/** The forms of `connect(options)`, `connect(port, host)`, `connect(path)`, and Node's own normalized list; undefined for a local socket. */
function hostOf(args: readonly unknown[]): string | undefined {
  const [first, second] = args;
  if (Array.isArray(first)) return hostOf(first);
  if (typeof first === 'object' && first !== null) {
    const { host, path } = first as { readonly host?: string; readonly path?: string | null };
    return typeof path === 'string' ? undefined : (host ?? 'localhost');
  }
  if (typeof first === 'number' || isPort(first)) return typeof second === 'string' ? second : 'localhost';
  return undefined;
}

/** `connect('443', host)` is a port as well; any other text is the path of a local socket. */
function isPort(value: unknown): boolean {
  return typeof value === 'string' && /^\d+$/.test(value);
}

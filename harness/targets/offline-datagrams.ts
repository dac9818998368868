import { Socket } from 'node:dgram';
import type { Refuse } from './offline-refusal.js';
import { replaceMethod, together } from './replaced-method.js';

/** Datagrams: `send(message, port, address)` and `connect(port, address)` have the address as their last text. */
export function guardDatagrams(refuse: Refuse): Disposable {
  const guarded = ['send', 'connect'].map((name) =>
    replaceMethod(Socket.prototype, name, (original) => {
      return function (this: Socket, ...args: unknown[]) {
        const [, ...rest] = args;
        const host = rest.findLast((arg) => typeof arg === 'string');
        const refusal = typeof host === 'string' ? refuse(host, () => `send a datagram to \`${host}\``) : undefined;
        if (refusal === undefined) return original.apply(this, args);
        const callback = args.at(-1);
        if (typeof callback === 'function') process.nextTick(callback as (error: Error) => void, refusal);
        else process.nextTick(() => this.emit('error', refusal));
        return undefined;
      };
    }),
  );
  return together(guarded);
}

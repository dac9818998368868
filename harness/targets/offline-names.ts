import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import type { LeftOffline, Refuse } from './offline-refusal.js';
import { replaceMethod, together } from './replaced-method.js';

/** `lookup`, `resolve4`, `reverse` ... : what asks about its first argument. */
const ASKS = /^(lookup|reverse|resolve.*)$/;

type Callback = (error: LeftOffline) => void;

/** Look-ups of names: a request to the resolver already tells somebody of them. */
export function guardNames(refuse: Refuse): Disposable {
  const called = [dns, dns.Resolver.prototype].flatMap((holder) => asking(holder, refuse, callBack));
  const promised = [dns.promises, dns.promises.Resolver.prototype].flatMap((holder) => asking(holder, refuse, reject));
  const methods = together([...called, ...promised]);
  syncBuiltinESMExports(); // `import { lookup } from 'node:dns'` holds the methods themselves
  return {
    [Symbol.dispose]() {
      methods[Symbol.dispose]();
      syncBuiltinESMExports();
    },
  };
}

type Answer = (refusal: LeftOffline, args: readonly unknown[]) => unknown;

function asking(holder: object, refuse: Refuse, answer: Answer): readonly Disposable[] {
  const names = Object.getOwnPropertyNames(holder).filter((name) => ASKS.test(name));
  return names.map((name) =>
    replaceMethod(holder, name, (original) => {
      return function (this: unknown, ...args: unknown[]) {
        const [host] = args;
        const refusal = typeof host === 'string' ? refuse(host, () => `look up \`${host}\``) : undefined;
        return refusal === undefined ? original.apply(this, args) : answer(refusal, args);
      };
    }),
  );
}

const callBack: Answer = (refusal, args) => {
  const callback = args.at(-1);
  if (typeof callback !== 'function') throw refusal;
  process.nextTick(callback as Callback, refusal);
};

const reject: Answer = (refusal) => Promise.reject(refusal);

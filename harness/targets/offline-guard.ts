import { guardDatagrams } from './offline-datagrams.js';
import { guardHttp } from './offline-http.js';
import { guardNames } from './offline-names.js';
import { forbiddenPlace, type Reach } from './offline-reach.js';
import { LeftOffline, type Refuse } from './offline-refusal.js';
import { guardSockets } from './offline-sockets.js';
import { together } from './replaced-method.js';

/**
 * Lets nothing of this thread leave for AWS, so that a client that was not pointed at the target fails at once, and loudly, instead of
 * calling a real account: whatever sits on Node's sockets (http, https, http2, fetch, undici, tls, with or without a proxy in between),
 * look-ups of names, and datagrams. A database on localhost, or elsewhere, is not disturbed. Disposing of it takes the guard away.
 */
export function guardOffline({ strict = false, reachable = [] }: Partial<Reach> = {}): Disposable {
  let isActive = true;
  const refuse: Refuse = (host, attempt = () => `reach \`${host}\``) => {
    const place = isActive ? forbiddenPlace(host, { strict, reachable }) : undefined;
    return place && new LeftOffline(host, attempt(), place);
  };
  const guards = together([guardSockets, guardHttp, guardNames, guardDatagrams].map((guard) => guard(refuse)));
  return {
    [Symbol.dispose]() {
      isActive = false; // for what somebody else wrapped in the meantime, and so stays
      guards[Symbol.dispose]();
    },
  };
}

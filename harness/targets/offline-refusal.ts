import type { ForbiddenPlace } from './offline-reach.js';

const CONFIGURE =
  'configure the client with `principal.clientConfig()`, give a program `await principal.env()`, or choose a target with REHEARSAL_TARGET';

const ADVICE: Readonly<Record<ForbiddenPlace, string>> = {
  aws: CONFIGURE,
  unconfigured: `that client of AWS has no endpoint of its own; ${CONFIGURE}`,
  metadata: `a client of AWS without credentials looks for them there; ${CONFIGURE}`,
  elsewhere:
    'REHEARSAL_OFFLINE is `strict` and lets nothing but this machine be reached; serve it on loopback, or unset the variable',
};

/** Something tried to reach AWS, or the credentials of the machine, in a run that is to stay offline. */
export class LeftOffline extends Error {
  override readonly name = 'LeftOffline';
  /** What was to be reached, by name or address. */
  readonly host: string;
  readonly place: ForbiddenPlace;

  constructor(host: string, attempt: string, place: ForbiddenPlace) {
    super(`something tried to ${attempt}, and this run stays offline: ${ADVICE[place]}`);
    this.host = host;
    this.place = place;
  }
}

/** The refusal of an attempt to reach a host, e.g. to `look up x`; undefined where it may be reached. */
export type Refuse = (host: string, attempt?: () => string) => LeftOffline | undefined;

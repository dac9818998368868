import type { Caller } from '../account/caller.js';
import type { Call } from '../aws/application.js';
import type { RequestOrigin } from '../aws/http.js';

/** Who calls: whoever signed, or the service in whose name the request is rehearsed. */
export function actingCaller<C extends Exclude<Caller, { kind: 'anonymous' }>>(
  signed: C,
  { service }: RequestOrigin,
): C | Extract<Caller, { kind: 'service' }> {
  return service === undefined ? signed : { kind: 'service', account: signed.account, service: service.principal };
}

/** The call as it is to be decided and run; an unsigned one stays anonymous. */
export function actingCall(call: Call<Caller>): Call<Caller> {
  const { caller, facts } = call;
  if (facts.origin.service === undefined || caller.kind === 'anonymous') return call;
  return { ...call, caller: actingCaller(caller, facts.origin) };
}

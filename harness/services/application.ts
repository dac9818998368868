import type { Accounts } from '../account/accounts.js';
import type { Caller } from '../account/caller.js';
import type { Application, Call, ServiceId } from '../aws/application.js';
import { AwsError } from '../aws/errors.js';
import { authorize, type Decision } from '../engine/index.js';
import { actingCall } from './acting-caller.js';
import { type AskedNeed, askedEngine } from './asked-engine.js';
import { recordAttempt } from './attempts.js';
import { callName } from './call-name.js';
import { type LoadedService, loadService } from './load.js';
import { endpointComplaint } from './network-context.js';
import { DECIDED_WHILE_RUNNING, type Need, type Operation, type OperationCall } from './operation.js';
import { type Refusal, refusalText } from './refusals.js';
import { refuseSession } from './session-limits.js';

export interface ApplicationOptions {
  readonly accounts: Accounts;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  requestId(service: ServiceId): string;
  /** The operations of IAM Toolbox, which no SDK's client models. */
  readonly toolbox?: readonly Operation[];
  /** What a refusal of an IAM call ends with, by the call's request id. */
  refusalTail?(call: Call<Caller>): string;
  /** Reports what is missing, and carries the call out all the same. */
  readonly soft?: boolean;
  /** Told of every decision; `words` is AWS's sentence where the call was refused. */
  decided(decision: Decision, call: Call<Caller>, words: string | undefined): void;
}

const ANONYMOUS: Caller = { kind: 'anonymous' };
/** An unsigned call belongs to no account; this one stands for it and owns nothing. */
const NOBODY = '000000000000';
const UNSIGNED_STS: ReadonlySet<string> = new Set(['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity']);

/** Connects the front with accounts, operations and the engine. */
export function createApplication(options: ApplicationOptions): Application<Caller> {
  const { accounts, wallClock, requestId } = options;
  const loaded = new Map<ServiceId, LoadedService>();
  const toolbox = new Map(options.toolbox?.map((each) => [each.name, each]));
  const operationOf = (service: ServiceId, name: string) =>
    loaded.get(service)?.operations.get(name) ?? (service === 'iam' ? toolbox.get(name) : undefined);
  return {
    anonymous: ANONYMOUS,
    wallClock,
    requestId,
    model: (id) =>
      loaded.get(id)?.model ??
      loadService(id).then((service) => {
        loaded.set(id, service);
        return service.model;
      }),
    credential: (accessKeyId) => accounts.credential(accessKeyId),
    implements: (service, name) => operationOf(service, name) !== undefined,
    whyNot: (service, name) => loaded.get(service)?.notImplemented[name],
    acceptsUnsigned: (service, name) => service === 's3' || (service === 'sts' && UNSIGNED_STS.has(name)),
    authorize: (call) => authorizeCall(actingCall(call), required(operationOf, call), options),
    run(signed) {
      const call = actingCall(signed);
      accounts.recordUse(call.caller, { region: call.facts.region, serviceName: call.service.id });
      return required(operationOf, call).run(operationCall(call, options));
    },
  };
}

function required(find: (service: ServiceId, name: string) => Operation | undefined, call: Call<Caller>): Operation {
  const operation = find(call.service.id, call.operation.name);
  if (operation) return operation;
  throw new AwsError(
    'NotImplemented',
    `iam-rehearsal does not implement \`${call.service.id}:${call.operation.name}\``,
  );
}

function operationCall(call: Call<Caller>, options: ApplicationOptions): OperationCall<never> {
  const { caller, input, facts } = call;
  const { accounts } = options;
  const account = caller.kind === 'anonymous' ? accounts.get(NOBODY) : caller.account;
  const described: OperationCall<never> = {
    caller,
    account,
    accounts,
    input: input as never,
    facts,
    now: account.clock.now(),
    refusal: (need) => askFor(need, call, described, options),
  };
  return described;
}

/** Asks the engine for each permission in turn and refuses at the first that is missing. Every decision is reported. */
function authorizeCall(call: Call<Caller>, operation: Operation, options: ApplicationOptions): void {
  refuseSession(call);
  const complaint = endpointComplaint(call.facts.origin, options.accounts);
  if (complaint !== undefined) throw new AwsError('ValidationError', complaint);
  const described = operationCall(call, options);
  const asked = operation.needs(described);
  const needs = isSeveral(asked) ? asked : [asked];
  recordAttempt(call, needs, described.now);
  if (needs === DECIDED_WHILE_RUNNING) return;
  if (needs.length === 0) options.decided(freely(call, described), call, undefined);
  for (const need of needs) {
    const words = askFor(need, call, described, options);
    if (words !== undefined) throw new AwsError('AccessDenied', words, {}, need.refusalHeaders);
  }
}

/** AWS's sentence where the permission is missing. */
function askFor(
  need: Need,
  call: Call<Caller>,
  described: OperationCall<never>,
  { decided, refusalTail, soft = false }: ApplicationOptions,
): string | undefined {
  const decision = decide(call, described, need);
  const words =
    decision.outcome === 'allowed' ? undefined : refusalText(refusal(call, decision)) + (refusalTail?.(call) ?? '');
  decided(decision, call, words);
  return soft ? undefined : words;
}

function isSeveral(needs: Need | readonly Need[]): needs is readonly Need[] {
  return Array.isArray(needs);
}

function decide(call: Call<Caller>, described: OperationCall<never>, need: Need): Decision {
  const { request, policies } = askedEngine(askedNeed(call, described, need));
  return authorize(request, policies);
}

/** The decision about an operation that needs no permission, such as GetCallerIdentity. */
function freely(call: Call<Caller>, described: OperationCall<never>): Decision {
  const { request } = askedEngine(askedNeed(call, described, { resource: '*' }));
  return { outcome: 'allowed', because: 'no-permission-needed', layer: undefined, deciding: [], request, policies: {} };
}

/** Where someone else needs the permission, as an identity provider does, the policies of the caller have no say. */
function askedNeed(call: Call<Caller>, { account, accounts, now }: OperationCall<never>, need: Need): AskedNeed {
  return {
    caller: need.principal === undefined ? call.caller : ANONYMOUS,
    facts: call.facts,
    need,
    action: need.action ?? callName(call),
    resourceAccount: need.resourceAccount ?? account.id,
    accounts,
    now,
  };
}

function refusal({ service, operation, input, caller }: Call<Caller>, decision: Decision): Refusal {
  return { service: service.id, operation: operation.name, input, caller, decision };
}

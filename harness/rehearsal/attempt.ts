import { type DecisionView, MissingCapability, type TargetAccount, type WaitStep } from '../targets/index.js';
import { decideInTime } from './decide-in-time.js';
import { asDenial, asWordlessRefusal, requestIdOf } from './denial.js';
import { clientOf, harmlessRead } from './harmless-reads.js';
import type { Principal } from './principal.js';
import { RehearsalError } from './rehearsal-error.js';

/** An action by name, an SDK command, or a function that calls with the principal. */
export type Attempted = string | object | ((principal: Principal) => Promise<unknown>);

export interface AttemptOptions {
  /** The ARN that an action given by name is about; `*` unless given. */
  readonly resource?: string | undefined;
  /** Condition keys for an action that is decided; with any given, it is never called. */
  readonly context?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** What is hoped for: while a change may still be on its way, a call is tried again until it comes out so. */
  readonly expected?: 'allowed' | 'denied' | undefined;
}

/** What came out of an attempt. */
export interface Attempt {
  readonly outcome: 'allowed' | 'denied';
  /** Whether the request was really sent, or decided about without being executed. */
  readonly how: 'called' | 'decided';
  /** What was attempted, for a person. */
  readonly what: string;
  /** AWS's sentence, where a call was denied. */
  readonly words: string | undefined;
  /** The decisions behind the outcome; empty where the target does not show them. */
  readonly decisions: readonly DecisionView[];
}

/**
 * Finds out whether the principal may. An error that is no denial (a name that does not exist, a wrong secret) is thrown as it is,
 * since it says neither.
 */
export function attempt(
  principal: Principal,
  attempted: Attempted,
  account: TargetAccount,
  options: AttemptOptions = {},
): Promise<Attempt> {
  if (typeof attempted === 'string') return attemptAction(principal, attempted, account, options);
  if (options.resource !== undefined || options.context !== undefined) {
    throw new RehearsalError('`resource` and `context` go with the name of an action; a call carries its own');
  }
  if (typeof attempted === 'function') {
    const call = attempted as (principal: Principal) => Promise<unknown>;
    return observeInTime(() => call(principal), call.name || 'the call', account, { ...options, step: 'done' });
  }
  return attemptCommand(principal, attempted, account, options);
}

async function attemptAction(principal: Principal, action: string, account: TargetAccount, options: AttemptOptions) {
  const { resource, context } = options;
  const what = resource === undefined ? action : `${action} on ${resource}`;
  const read = context === undefined ? harmlessRead(action, resource) : undefined;
  if (read === undefined) return decideAction(principal, action, what, account, options);
  const call = () => principal.client(read.client).send(read.command);
  try {
    return await observeInTime(call, what, account, { ...options, step: 'allowed' });
  } catch (error) {
    if (!isAbsence(error) && !(error instanceof MissingCapability)) throw error;
    return decideAction(principal, action, what, account, options).catch((cause) => {
      throw cause instanceof MissingCapability ? error : cause;
    });
  }
}

/** A policy may name what no test has made: then the answer of a call tells nothing about it. */
function isAbsence(error: unknown): boolean {
  return error instanceof Error && /^(NoSuchBucket|NotFound|NoSuchEntity(Exception)?)$/.test(error.name);
}

async function decideAction(
  principal: Principal,
  action: string,
  what: string,
  account: Pick<TargetAccount, 'waits'>,
  options: AttemptOptions,
) {
  const { resource, context, expected } = options;
  const question = { action, ...(resource !== undefined && { resource }), ...(context !== undefined && { context }) };
  const { outcome, decision } = await decideInTime(() => principal.decide(question), account.waits, expected);
  return { outcome, how: 'decided', what, words: undefined, decisions: [decision] } satisfies Attempt;
}

function attemptCommand(
  principal: Principal,
  command: object,
  account: TargetAccount,
  options: AttemptOptions,
): Promise<Attempt> {
  const name = command.constructor.name;
  const Client = clientOf(command);
  if (Client === undefined) {
    throw new RehearsalError(
      `\`${name}\` is no command of IAM, STS or S3; pass a function that sends it: \`(principal) => principal.client(SomeClient).send(command)\``,
    );
  }
  const send = () => principal.client(Client).send(command);
  const step = READ.test(name) ? 'allowed' : 'done';
  return observeInTime(send, name.replace(/Command$/, ''), account, { ...options, step });
}

/** A command that may be sent again after it went through. */
const READ = /^(Get|Head|List|Simulate)/;

/** AWS takes seconds to hear of a change, so that what comes out of the first call may be what was before it. */
async function observeInTime(
  call: () => Promise<unknown>,
  what: string,
  account: Pick<TargetAccount, 'decisionsOf' | 'waits'>,
  { expected, step }: AttemptOptions & { readonly step: WaitStep },
): Promise<Attempt> {
  if (expected === 'allowed') return observe(() => account.waits.until(step, call), what, account);
  if (expected === undefined) return observe(call, what, account);
  let last: Promise<unknown> | undefined;
  const remembered = () => {
    last = call();
    return last;
  };
  await account.waits.untilDenied(remembered).catch(() => undefined); // the last call tells what came out
  return observe(() => last ?? call(), what, account);
}

/** Awaits a call and tells whether it was denied. */
export async function observe(
  call: () => Promise<unknown>,
  what: string,
  account: Pick<TargetAccount, 'decisionsOf'>,
): Promise<Attempt> {
  try {
    const output = await call();
    return {
      outcome: 'allowed',
      how: 'called',
      what,
      words: undefined,
      decisions: await decisions(requestIdOf(output), account),
    };
  } catch (error) {
    const denial = asDenial(error);
    if (denial !== undefined) {
      const { message: words, requestId } = denial;
      return { outcome: 'denied', how: 'called', what, words, decisions: await decisions(requestId, account) };
    }
    const wordless = asWordlessRefusal(error);
    if (wordless === undefined) throw error;
    const made = await account.decisionsOf(wordless.requestId ?? '');
    if (!isDecided(made)) throw error;
    return {
      outcome: 'denied',
      how: 'called',
      what,
      words: undefined,
      decisions: made ?? [],
    };
  }
}

/** A wordless refusal is a denial if a decision is behind it; where the target shows none, it is taken for one. */
function isDecided(made: readonly DecisionView[] | undefined): boolean {
  return made === undefined || made.some(({ outcome }) => outcome === 'denied');
}

async function decisions(
  requestId: string | undefined,
  account: Pick<TargetAccount, 'decisionsOf'>,
): Promise<readonly DecisionView[]> {
  return requestId === undefined ? [] : ((await account.decisionsOf(requestId)) ?? []);
}

import { expect } from 'vitest';
import type { Layer } from '../engine/index.js';
import type { DecisionView } from '../targets/index.js';
import { type Attempt, type Attempted, type AttemptOptions, observe } from './attempt.js';
import type { Principal } from './principal.js';
import { RehearsalError } from './rehearsal-error.js';

/** What decided, for a denial that is to have a certain reason. Only on targets that show their decisions. */
export interface DenialReason {
  readonly because?: 'explicit-deny' | 'implicit-deny';
  readonly layer?: Layer;
  /** Of the statement that denied. */
  readonly sid?: string;
  /** The name or ARN of the policy that denied. */
  readonly policy?: string;
}

export type DeniedOptions = AttemptOptions & DenialReason & { readonly message?: string | RegExp };

interface RehearsalMatchers<R> {
  /**
   * The principal may: `expect(user).toBeAllowed('s3:ListAllMyBuckets')`, or a call was not refused: `expect(promise).toBeAllowed()`.
   * An error that is no denial fails the test as it is.
   */
  toBeAllowed(attempted?: Attempted, options?: AttemptOptions): Promise<R>;
  /** The principal is denied by policy; an error of another kind (a wrong secret, a missing bucket) fails the test as it is. */
  toBeDenied(attempted?: Attempted | DeniedOptions, options?: DeniedOptions): Promise<R>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: Vitest declares it so
  interface Matchers<T = any> extends RehearsalMatchers<T> {}
}

expect.extend({
  async toBeAllowed(received: unknown, attempted?: Attempted, options?: AttemptOptions) {
    const attempt = await attemptOf(received, attempted, { ...options, expected: this.isNot ? 'denied' : 'allowed' });
    return { pass: attempt.outcome === 'allowed', message: () => sentence(received, attempt, this.isNot, 'allowed') };
  },
  async toBeDenied(received: unknown, first?: Attempted | DeniedOptions, second?: DeniedOptions) {
    const [attempted, options] = isPromise(received)
      ? [undefined, first as DeniedOptions | undefined]
      : [first as Attempted, second];
    const { because, layer, sid, policy, message, ...attemptOptions } = options ?? {};
    const expected = this.isNot ? 'allowed' : 'denied';
    const attempt = await attemptOf(received, attempted, { ...attemptOptions, expected });
    if (attempt.outcome === 'allowed') {
      return { pass: false, message: () => sentence(received, attempt, this.isNot, 'denied') };
    }
    const wrong = mismatches(attempt, { because, layer, sid, policy, message });
    return {
      pass: wrong.length === 0,
      message: () => [sentence(received, attempt, this.isNot, 'denied'), ...wrong].join('\n'),
    };
  },
});

function attemptOf(
  received: unknown,
  attempted: Attempted | undefined,
  options: AttemptOptions | undefined,
): Promise<Attempt> {
  if (isPromise(received)) {
    if (attempted !== undefined)
      throw new RehearsalError('a call was given already; `expect(call).toBeAllowed()` takes nothing');
    return observe(() => received, 'the call', { decisionsOf: async () => [] });
  }
  if (!isPrincipal(received)) {
    throw new RehearsalError(
      '`expect` got neither a principal (a user, a session) nor a call; a role has to be assumed first',
    );
  }
  if (attempted === undefined)
    throw new RehearsalError('name what is attempted: an action, an SDK command or a function');
  return received.attempt(attempted, options);
}

function mismatches(
  { words, decisions, how }: Attempt,
  { message, ...reason }: { readonly [K in keyof (DenialReason & { message: string | RegExp })]: unknown },
): readonly string[] {
  const wrong: string[] = [];
  if (message !== undefined) {
    if (words === undefined)
      throw new RehearsalError(`AWS's words come with a call only, and this was ${how}; leave out \`message\``);
    const matches = message instanceof RegExp ? message.test(words) : words.includes(String(message));
    if (!matches)
      wrong.push(`expected its words to ${message instanceof RegExp ? 'match' : 'contain'}: ${String(message)}`);
  }
  const wanted = Object.entries(reason).filter(([, value]) => value !== undefined);
  if (wanted.length === 0) return wrong;
  const denied = decisions.find(({ outcome }) => outcome === 'denied');
  if (denied === undefined) {
    throw new RehearsalError(
      `nothing shows who decided: attempt it with a principal, on the target \`embedded\`, or leave out ${wanted.map(([name]) => `\`${name}\``).join(', ')}`,
    );
  }
  for (const [name, value] of wanted) {
    const actual = REASONS[name as keyof DenialReason](denied);
    if (!actual.includes(value as string))
      wrong.push(`expected its ${name} to be ${String(value)}, not ${actual.join(', ') || 'nothing'}`);
  }
  return wrong;
}

const REASONS: Readonly<Record<keyof DenialReason, (decision: DecisionView) => readonly (string | undefined)[]>> = {
  because: ({ because }) => [because],
  layer: ({ layer }) => [layer],
  sid: ({ deciding }) => deciding.map(({ sid }) => sid),
  policy: ({ deciding }) =>
    deciding.flatMap(({ source: { name, arn } }) => [name, arn]).filter((it) => it !== undefined),
};

function sentence(received: unknown, attempt: Attempt, isNot: boolean, wanted: 'allowed' | 'denied'): string {
  const { what, how, outcome, words, decisions } = attempt;
  const who = isPrincipal(received) ? `${received.arn}: ` : '';
  const deciding = decisions.find((decision) => decision.outcome === outcome);
  return [
    `${who}expected ${what} ${isNot ? 'not ' : ''}to be ${wanted}, and it was ${outcome} (${how === 'called' ? 'really called' : 'decided without executing it'})`,
    ...(words === undefined ? [] : [`AWS says: ${words}`]),
    ...(deciding === undefined ? [] : [`why: ${deciding.why}`]),
  ].join('\n');
}

function isPromise(received: unknown): received is Promise<unknown> {
  return received instanceof Promise;
}

function isPrincipal(received: unknown): received is Principal {
  return typeof received === 'object' && received !== null && 'attempt' in received && 'credentials' in received;
}

export { expect };

import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { expect, Snapshots } from 'vitest';
import { type Attempt, type Attempted, type AttemptOptions, observe } from './attempt.js';
import { type DenialReason, mismatches } from './denial-reason.js';
import type { HasArn } from './documents.js';
import { isPrincipal, type Shown, sentence } from './failure-text.js';
import { expectKnown, type Known } from './known-options.js';
import { type MatrixActions, type MatrixPrincipals, permissionMatrix } from './permission-matrix.js';
import type { AssumeOptions } from './principal.js';
import { RehearsalError } from './rehearsal-error.js';
import { recordOf } from './run-log.js';
import { noteLooking } from './unawaited.js';

export type DeniedOptions = AttemptOptions & DenialReason & ShownOptions & { readonly message?: string | RegExp };

/** How much a failed expectation tells. */
export interface ShownOptions {
  /** Every layer, statement and condition, and what the request had. */
  readonly trace?: boolean;
}

interface RehearsalMatchers<R> {
  /**
   * The principal may: `expect(user).toBeAllowed('s3:ListAllMyBuckets')`, or a call was not refused: `expect(promise).toBeAllowed()`.
   * An error that is no denial fails the test as it is.
   */
  toBeAllowed(attempted?: Attempted, options?: AttemptOptions & ShownOptions): Promise<R>;
  /** The principal is denied by policy; an error of another kind (a wrong secret, a missing bucket) fails the test as it is. */
  toBeDenied(attempted?: Attempted | DeniedOptions, options?: DeniedOptions): Promise<R>;
  /** The principal may assume the role: AssumeRole is really called, with these members. */
  toBeAbleToAssume(role: string | HasArn, options?: AssumeOptions & ShownOptions): Promise<R>;
  /**
   * Principals by name, and what each may do: a snapshot in which a change of someone's permissions is one changed word.
   * `await expect({ alice, bob }).toMatchPermissionMatrix(['s3:GetObject', 's3:PutObject'])`; for an inline snapshot, see `permissionMatrix`.
   */
  toMatchPermissionMatrix(actions: MatrixActions, hint?: string): Promise<R>;
}

const ALLOWED_OPTIONS: Known<AttemptOptions & ShownOptions> = {
  resource: true,
  context: true,
  expected: true,
  trace: true,
};
const DENIED_OPTIONS: Known<DeniedOptions> = {
  ...ALLOWED_OPTIONS,
  by: true,
  because: true,
  layer: true,
  sid: true,
  policy: true,
  message: true,
};

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: Vitest declares it so
  interface Matchers<T = any> extends RehearsalMatchers<T> {}
}

expect.extend({
  async toBeAllowed(received: unknown, attempted?: Attempted, given: AttemptOptions & ShownOptions = {}) {
    expectKnown('toBeAllowed', given, ALLOWED_OPTIONS);
    const { trace: isTraced, ...options } = given;
    const expected = this.isNot ? 'denied' : 'allowed';
    const attempt = await attemptOf(received, attempted, { ...options, expected }, this.task);
    const shown: Shown = { received, attempt, isNot: this.isNot, wanted: 'allowed', isTraced };
    return { pass: attempt.outcome === 'allowed', message: () => sentence(shown) };
  },
  async toBeDenied(received: unknown, first?: Attempted | DeniedOptions, second?: DeniedOptions) {
    if (isPromise(received) && typeof first === 'string') throw new RehearsalError(PROMISE_AND_ACTION);
    const [attempted, options] = isPromise(received)
      ? [undefined, first as DeniedOptions | undefined]
      : [first as Attempted, second];
    expectKnown('toBeDenied', options, DENIED_OPTIONS);
    const { because, layer, sid, policy, by, message, trace: isTraced, ...attemptOptions } = options ?? {};
    const expected = this.isNot ? 'allowed' : 'denied';
    const reason = { because, layer, sid, policy, by: nameOf(by) };
    const attempt = await attemptOf(received, attempted, { ...attemptOptions, expected }, this.task, reason);
    const shown: Shown = { received, attempt, isNot: this.isNot, wanted: 'denied', isTraced };
    if (attempt.outcome === 'allowed') return { pass: false, message: () => sentence(shown) };
    const wrong = mismatches(attempt, { ...reason, message });
    return { pass: wrong.length === 0, message: () => sentence(shown, wrong) };
  },
  async toBeAbleToAssume(
    received: unknown,
    role: string | HasArn,
    { trace: isTraced, ...options }: AssumeOptions & ShownOptions = {},
  ) {
    const RoleArn = nameOf(role);
    const command = new AssumeRoleCommand({ RoleSessionName: 'rehearsal', ...options, RoleArn });
    const expected = this.isNot ? 'denied' : 'allowed';
    const attempt = await attemptOf(received, command, { expected }, this.task);
    const what = `AssumeRole of ${RoleArn}`;
    const shown: Shown = { received, attempt: { ...attempt, what }, isNot: this.isNot, wanted: 'allowed', isTraced };
    return { pass: attempt.outcome === 'allowed', message: () => sentence(shown) };
  },
  async toMatchPermissionMatrix(received: unknown, actions: MatrixActions, hint?: string) {
    if (!isPrincipals(received)) {
      throw new RehearsalError(
        '`toMatchPermissionMatrix` got no principals by name; pass e.g. `expect({ user, session }).toMatchPermissionMatrix([...])`',
      );
    }
    const look = () => permissionMatrix(received, actions);
    const matrix = await noteLooking(this.task, recordOf(this.task)?.snapshot(look) ?? look());
    return Snapshots.toMatchSnapshot.call(this, matrix, hint);
  },
});

const PROMISE_AND_ACTION =
  '`expect` got a promise, and what is attempted too; if it is that of a principal, await it: `const user = await account.user()`; if it is a call, name nothing more: `expect(call).toBeAllowed()`';

/** `task` is the test, whose record is told what it asserts. */
function attemptOf(
  received: unknown,
  attempted: Attempted | undefined,
  options: AttemptOptions & { readonly expected: 'allowed' | 'denied' },
  task: object | undefined,
  reason: Readonly<Record<string, string | undefined>> = {},
): Promise<Attempt> {
  return noteLooking(task, recordedAttempt(received, attempted, options, task, reason));
}

async function recordedAttempt(
  received: unknown,
  attempted: Attempted | undefined,
  options: AttemptOptions & { readonly expected: 'allowed' | 'denied' },
  task: object | undefined,
  reason: Readonly<Record<string, string | undefined>>,
): Promise<Attempt> {
  const record = recordOf(task);
  if (record === undefined) return lookAt(received, attempted, options);
  let requestId: string | undefined;
  const attempt = await record.matching(() => lookAt(received, attempted, options, (id) => (requestId = id)));
  const given = Object.fromEntries(Object.entries(reason).filter(([, value]) => value !== undefined));
  const principal = isPrincipal(received) ? received.arn : undefined;
  record.asserted({ attempt, principal, expected: options.expected, reason: given, requestId });
  return attempt;
}

function lookAt(
  received: unknown,
  attempted: Attempted | undefined,
  options: AttemptOptions,
  sentBefore: (requestId: string) => void = () => {},
): Promise<Attempt> {
  if (isPromise(received)) {
    if (attempted !== undefined) throw new RehearsalError(PROMISE_AND_ACTION);
    const decisionsOf = async (requestId: string) => {
      sentBefore(requestId);
      return [];
    };
    return observe(() => received, 'the call', { decisionsOf });
  }
  if (!isPrincipal(received)) {
    throw new RehearsalError(
      '`expect` got neither a principal (a user, a session, not its ARN) nor a call; a role has to be assumed first: `await user.assume(role)`',
    );
  }
  if (attempted === undefined)
    throw new RehearsalError('name what is attempted: an action, an SDK command or a function');
  return received.attempt(attempted, options);
}

function isPromise(received: unknown): received is Promise<unknown> {
  return received instanceof Promise;
}

function isPrincipals(received: unknown): received is MatrixPrincipals {
  return typeof received === 'object' && received !== null && Object.values(received).every(isPrincipal);
}

function nameOf(named: string | HasArn | undefined): string | undefined {
  return typeof named === 'object' ? named.arn : named;
}

export { expect };

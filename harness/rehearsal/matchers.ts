import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { expect, Snapshots } from 'vitest';
import { type Layer, trace } from '../engine/index.js';
import type { DecisionView } from '../targets/index.js';
import { type Attempt, type Attempted, type AttemptOptions, observe } from './attempt.js';
import type { HasArn } from './documents.js';
import { isPrincipal, type Shown, sentence } from './failure-text.js';
import { expectKnown, type Known } from './known-options.js';
import { type MatrixActions, type MatrixPrincipals, permissionMatrix } from './permission-matrix.js';
import type { AssumeOptions } from './principal.js';
import { RehearsalError } from './rehearsal-error.js';
import { recordOf } from './run-log.js';

/** What decided, for a denial that is to have a certain reason. Only on targets that show their decisions. */
export interface DenialReason {
  /**
   * What denied, by any of its names: a layer (`boundary` is the principal's permissions boundary, `scp` the organization's), the name
   * or ARN of a policy, the policy that `account.policy()` or `account.boundary()` made, or the Sid of a statement. Where nothing allows, that
   * is the layer, and the policies in it.
   */
  readonly by?: Layer | (string & {}) | HasArn;
  readonly because?: 'explicit-deny' | 'implicit-deny';
  readonly layer?: Layer;
  /** Of the statement that denied. */
  readonly sid?: string;
  /** The name or ARN of the policy that denied. */
  readonly policy?: string;
}

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
    const matrix = await (recordOf(this.task)?.snapshot(look) ?? look());
    return Snapshots.toMatchSnapshot.call(this, matrix, hint);
  },
});

const PROMISE_AND_ACTION =
  '`expect` got a promise, and what is attempted too; if it is that of a principal, await it: `const user = await account.user()`; if it is a call, name nothing more: `expect(call).toBeAllowed()`';

/** `task` is the test, whose record is told what it asserts. */
async function attemptOf(
  received: unknown,
  attempted: Attempted | undefined,
  options: AttemptOptions & { readonly expected: 'allowed' | 'denied' },
  task: object | undefined,
  reason: Readonly<Record<string, string | undefined>> = {},
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

function mismatches(
  { words, decisions, how }: Attempt,
  { message, ...reason }: Readonly<Record<keyof DenialReason | 'message', unknown>>,
): readonly string[] {
  const wrong: string[] = [];
  if (message !== undefined) {
    if (words === undefined)
      throw new RehearsalError(`AWS's words come with a call only, and this was ${how}; leave out \`message\``);
    const matches = message instanceof RegExp ? message.test(words) : words.includes(String(message));
    if (!matches)
      wrong.push(`and in words that ${message instanceof RegExp ? 'match' : 'contain'}: ${String(message)}`);
  }
  const wanted = Object.entries(reason).filter(([, value]) => value !== undefined);
  if (wanted.length === 0) return wrong;
  const denied = decisions.find(({ outcome }) => outcome === 'denied');
  if (denied === undefined) {
    throw new RehearsalError(
      `nothing shows who decided: attempt it with a principal, on a target that shows decisions (\`embedded\`, \`container\`, a \`rehearse serve\`), or leave out ${wanted.map(([name]) => `\`${name}\``).join(', ')}`,
    );
  }
  for (const [name, value] of wanted) {
    const actual = REASONS[name as keyof DenialReason](denied);
    if (!actual.includes(value as string))
      wrong.push(
        `and ${REASON_WORDS[name as keyof DenialReason]} \`${String(value)}\`, where it is ${actual.filter((it) => it !== undefined).join(', ') || 'nothing'}`,
      );
  }
  return wrong;
}

/** What a test asks of a denial, after `expected … to be denied`. */
const REASON_WORDS: Readonly<Record<keyof DenialReason, string>> = {
  by: 'by',
  because: 'because of an',
  layer: 'in the layer',
  sid: 'by the statement',
  policy: 'by the policy',
};

type Names = (decision: DecisionView) => readonly (string | undefined)[];

const policyNames: Names = ({ deciding }) => deciding.flatMap(({ source: { name, arn } }) => [name, arn]);

const REASONS: Readonly<Record<keyof DenialReason, Names>> = {
  by: (decision) => [
    decision.layer,
    ...policyNames(decision),
    ...decision.deciding.map(({ sid }) => sid),
    ...policiesThatDoNotAllow(decision),
  ],
  because: ({ because }) => [because],
  layer: ({ layer }) => [layer],
  sid: ({ deciding }) => deciding.map(({ sid }) => sid),
  policy: policyNames,
};

/** Of a layer in which nothing allows, all policies; only where the target tells them. */
function policiesThatDoNotAllow({ because, layer, whole }: DecisionView): readonly (string | undefined)[] {
  if (because !== 'implicit-deny' || whole === undefined) return [];
  const groups = trace(whole).layers.find((traced) => traced.layer === layer)?.groups ?? [];
  return [...new Set(groups.flat().flatMap(({ source: { name, arn } }) => [name, arn]))];
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

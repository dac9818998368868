import { AsyncLocalStorage } from 'node:async_hooks';
import type { MiddlewareStack } from '@smithy/types';
import type { Credentials, DecisionView, TargetAccount, Waits } from '../targets/index.js';
import { namingOf } from '../targets/naming.js';
import { type Answered, answerTo, toldByAws } from './answer.js';
import type { Json, RecordedCall } from './call.js';
import { namesGiven, namesMade, withoutForeign } from './foreign-names.js';
import { createNames, type Names } from './names.js';

/** Whose client it is. */
export interface Sender {
  readonly arn: string;
  readonly credentials: Credentials;
}

/** The part of an SDK client that is needed here. */
export interface WatchedClient {
  readonly middlewareStack: Pick<MiddlewareStack<object, object>, 'add'>;
}

/** Records what the clients of one test's account send, and what they are answered. */
export interface CallRecorder {
  /** The account, whose waits tell the recorder which calls are only tries. */
  readonly account: TargetAccount;
  watch(client: WatchedClient, sender: Sender): void;
  /** What was recorded so far, in the order in which it was sent. Asks AWS's own record about refusals that have one. */
  calls(): Promise<readonly RecordedCall[]>;
  /** The placeholder of a value, and the value of a placeholder, in this account. */
  hide(text: string): string;
  reveal(text: string): string;
}

interface Answer {
  readonly output: object;
}

interface Sent {
  readonly call: Omit<RecordedCall, 'outcome'>;
  answered?: Answered;
}

/** The calls that a wait sends; waits may stand in waits. */
interface Tries {
  readonly calls: Set<Sent>;
  readonly within: Tries | undefined;
}

export interface RecorderOptions {
  /** Names that may be told, beside those that the fixtures make. */
  readonly ownNames?: readonly string[];
  /** Told of the decisions behind every call, where the target shows them. */
  readonly decided?: (decisions: readonly DecisionView[], hide: Names['hide']) => void;
}

/** Records the calls of one test; `test` stands in the names that the fixtures make. */
export function recordCalls(
  account: TargetAccount,
  test: string,
  { ownNames = [], decided }: RecorderOptions = {},
): CallRecorder {
  const names = namesOf(account, test);
  const sent = new Set<Sent>();
  const tries = new AsyncLocalStorage<Tries>();
  const tell = async (answer: unknown) => {
    if (decided === undefined) return;
    const { requestId = '' } = (answer as { readonly $metadata?: { readonly requestId?: string } }).$metadata ?? {};
    // Times stay: the simulator is to compare with them.
    decided((await account.decisionsOf(requestId)) ?? [], (text) => String(names.hideIn(text)));
  };
  const listen = async <T extends Answer>(call: Sent['call'], next: () => Promise<T>): Promise<T> => {
    const made: Sent = { call };
    sent.add(made);
    for (let tried = tries.getStore(); tried !== undefined; tried = tried.within) tried.calls.add(made);
    try {
      const result = await next();
      names.learn(result.output);
      made.answered = { answer: { outcome: 'succeeded' } };
      await tell(result.output);
      return result;
    } catch (error) {
      made.answered ??= await answerTo(error, account, names);
      await tell(error);
      throw error;
    }
  };
  return {
    account: withWaits(account, watchedWaits(account.waits, tries, sent)),
    hide: names.hide,
    reveal: names.reveal,
    watch: (client, sender) =>
      listenTo(client, (operation, input, next) =>
        listen({ ...senderIn(sender, account, names), operation, input: names.hideIn(input) }, next),
      ),
    async calls() {
      // While one is on, every promise of the process is followed.
      tries.disable();
      return withOwnNames(await finished(sent, account), [...names.own, ...ownNames]);
    },
  };
}

type Listener = <T extends Answer>(operation: string, input: object, next: () => Promise<T>) => Promise<T>;

function listenTo(client: WatchedClient, listener: Listener): void {
  client.middlewareStack.add(
    (next, { clientName = '', commandName = '' }) =>
      (args) =>
        listener(`${serviceOf(clientName)}:${commandName.replace(/Command$/, '')}`, args.input, () => next(args)),
    { step: 'initialize', name: 'iam-rehearsal-calls', priority: 'high' },
  );
}

/** One after the other: IAM throttles. */
async function finished(sent: Iterable<Sent>, account: TargetAccount): Promise<readonly RecordedCall[]> {
  const calls: RecordedCall[] = [];
  for (const { call, answered } of sent) {
    if (answered) calls.push({ ...call, ...(await toldByAws(answered, account)) });
  }
  return calls;
}

function withOwnNames(calls: readonly RecordedCall[], known: readonly string[]): readonly RecordedCall[] {
  const made = calls.filter(({ outcome }) => outcome === 'succeeded');
  const own = new Set([...known, ...made.flatMap(({ operation, input }) => namesMade(operation, input))]);
  return calls.map((call) => {
    const given = namesGiven(call.input, own);
    const hide = (text: string) => withoutForeign(text, own, given);
    const input = hideTexts(call.input, hide);
    return { ...call, input, by: hide(call.by), ...(call.words !== undefined && { words: hide(call.words) }) };
  });
}

function hideTexts(value: Json, hide: (text: string) => string): Json {
  if (typeof value === 'string') return hide(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => hideTexts(item, hide));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, hideTexts(member, hide)]));
}

function namesOf({ id, naming, administrator }: TargetAccount, test: string): Names {
  // As the fixtures name things where the target does not.
  const { prefix, path, run } = naming ?? namingOf(test);
  return createNames({ account: id, test, prefix, path, run, administratorKey: administrator.accessKeyId });
}

/** By the place in the test: `user/user-1`, and the account's root on every target as `administrator`. */
function senderIn({ arn, credentials }: Sender, { administrator }: TargetAccount, names: Names) {
  const { accessKeyId } = credentials;
  const isAdministrator = accessKeyId === administrator.accessKeyId && !/^[a-z.-]+$/.test(arn);
  if (isAdministrator) return { by: 'administrator', key: '<administrator-key>' };
  return { by: names.hide(arn).replace(/^arn:aws:(iam|sts)::<account>:/, ''), key: names.hide(accessKeyId) };
}

/** `IAMClient` is `iam`. */
function serviceOf(clientName: string): string {
  return clientName.replace(/Client$/, '').toLowerCase();
}

/** Getters of an account throw where the target lacks something: they are handed on, not read. */
function withWaits(account: TargetAccount, waits: Waits): TargetAccount {
  const descriptors = { ...Object.getOwnPropertyDescriptors(account), waits: { value: waits, enumerable: true } };
  return Object.defineProperties({}, descriptors) as TargetAccount;
}

/**
 * On a target whose changes take time a wait sends a call again and again, and on others once: of its tries only the last one is a call of
 * the test. What only tells whether a new key is known yet is none.
 */
function watchedWaits(waits: Waits, tries: AsyncLocalStorage<Tries>, sent: Set<Sent>): Waits {
  const tried = <T>(call: () => Promise<T>) => {
    const made: Tries = { calls: new Set(), within: tries.getStore() };
    const forget = () => {
      for (const it of made.calls) sent.delete(it);
      made.calls.clear();
    };
    return { forget, run: () => tries.run(made, call) };
  };
  const lastOnly = <T>(call: () => Promise<T>) => {
    const { forget, run } = tried(call);
    return () => {
      forget();
      return run();
    };
  };
  const never = <T>(call: () => Promise<T>) => {
    const { forget, run } = tried(call);
    return () => run().finally(forget);
  };
  return {
    until: (step, call) => waits.until(step, lastOnly(call)),
    untilDenied: (call) => waits.untilDenied(lastOnly(call)),
    settled: (firstUse) => waits.settled(firstUse && never(firstUse)),
  };
}

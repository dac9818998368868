import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { createRecordWriter, type RecordWriter, runFolder } from '../reports/run-record.js';
import { GUARD_SIDS } from '../targets/guard-boundary.js';
import type { DecisionView, HeardDecision, Target, TargetAccount } from '../targets/index.js';
import { recordedRun, recordsOtherAccounts } from '../targets/select.js';
import { requestIdOf } from './denial.js';
import type { PolicyFiles } from './policy-files.js';
import { type Asserted, type Decided, heardOf, type Scope, type Sent, writeTest } from './write-test.js';

/** The record that one worker writes of a run; see `reports/run-record.ts`. */
interface RunLog {
  readonly writer: RecordWriter;
  /** The policy files of the test whose decisions are being written. */
  files: PolicyFiles | undefined;
}

/** The part of an SDK client that is needed here. */
interface WatchedClient {
  readonly middlewareStack: {
    add(
      middleware: never,
      options: { readonly step: 'initialize'; readonly name: string; readonly priority: 'high' },
    ): void;
  };
}

/** Records what one test does, until it ends. */
export interface TestRecord {
  /** Notes what this client of the test calls. */
  watch(client: object, arn: string): void;
  /** What is called meanwhile only prepares the test. */
  setup<T>(make: () => Promise<T>): Promise<T>;
  /** What is called and decided meanwhile is told by `asserted`. */
  matching<T>(look: () => Promise<T>): Promise<T>;
  /** Every decision meanwhile is asserted to come out as it does, as in a snapshot. */
  snapshot<T>(look: () => Promise<T>): Promise<T>;
  asserted(asserted: Asserted): void;
  decided(arn: string, decision: DecisionView): void;
  end(outcome: { readonly state: 'passed' | 'failed'; readonly duration: number }): Promise<void>;
}

export interface TestToRecord {
  /** Relative to the project, with slashes. */
  readonly file: string;
  readonly name: string;
  readonly account: TargetAccount;
  readonly files: PolicyFiles;
}

/** The record of a test that runs, for matchers. */
const records = new WeakMap<object, TestRecord>();

/** `task` is the test as Vitest hands it to fixtures and matchers. */
export function recordOf(task: object | undefined): TestRecord | undefined {
  return task && records.get(task);
}

/** The logs of a worker by its target, and by the run. */
const logs = new WeakMap<Target, Map<string, RunLog>>();

/** Undefined in a run that is not recorded, for which nothing is done but this. */
export function recordTest(target: Target, task: object, test: () => TestToRecord): TestRecord | undefined {
  const id = recordedRun();
  if (id === undefined) return undefined;
  const ofTarget = logs.get(target) ?? new Map<string, RunLog>();
  logs.set(target, ofTarget);
  const log = ofTarget.get(id) ?? openLog(id, target);
  ofTarget.set(id, log);
  const record = createTestRecord(log, test());
  records.set(task, record);
  return record;
}

function openLog(id: string, target: Target): RunLog {
  const isRedacted = recordsOtherAccounts() || target.name === 'live';
  const log: { files: PolicyFiles | undefined } = { files: undefined };
  const writer = createRecordWriter({
    folder: runFolder(id),
    id,
    target: target.name,
    worker: randomBytes(4).toString('hex'),
    start: Date.now(),
    ownSids: GUARD_SIDS,
    fileOf: (document) => log.files?.originOf(document),
    ...(isRedacted && { redactAccounts: { salt: id } }),
    ...(target.redact && { redact: target.redact }),
  });
  return Object.assign(log, { writer });
}

function createTestRecord(log: RunLog, { file, name, account, files }: TestToRecord): TestRecord {
  const scope = new AsyncLocalStorage<Scope>();
  const sent: Sent[] = [];
  const decided: Decided[] = [];
  const assertions: Asserted[] = [];
  const heard = account.hearDecisions?.();
  return {
    watch: (client, arn) =>
      watch(client as WatchedClient, (what) => {
        const call: Sent = { scope: scope.getStore(), arn, what };
        sent.push(call);
        return call;
      }),
    setup: (make) => scope.run('setup', make),
    matching: (look) => scope.run('matching', look),
    snapshot: (look) => scope.run('snapshot', look),
    asserted: (asserted) => assertions.push(asserted),
    decided(arn, decision) {
      const by = scope.getStore();
      if (by !== 'matching') decided.push({ arn, decision, isAsserted: by === 'snapshot' });
    },
    async end(outcome) {
      // While one is on, every promise of the process is followed.
      scope.disable();
      const made = heard === undefined ? await askFor(sent, account) : await heard();
      const pairs = await account.assumePairs?.(GUARD_SIDS);
      log.files = files;
      const test = log.writer.beginTest();
      writeTest({ writer: log.writer, test, sent, decided, assertions, made });
      if (pairs !== undefined) log.writer.assumptions({ test, account: account.id, ...pairs });
      log.writer.endTest({ test, file, name, ...outcome });
      log.writer.flush();
    },
  };
}

function watch(client: WatchedClient, begin: (what: string) => Sent): void {
  type Next = (args: object) => Promise<{ readonly output: unknown }>;
  const middleware =
    (next: Next, { clientName = '', commandName = '' }) =>
    async (args: object) => {
      const call = begin(`${clientName.replace(/Client$/, '').toLowerCase()}:${commandName.replace(/Command$/, '')}`);
      try {
        const result = await next(args);
        Object.assign(call, { succeeded: true, requestId: requestIdOf(result.output) });
        return result;
      } catch (error) {
        Object.assign(call, { succeeded: false, requestId: requestIdOf(error) });
        throw error;
      }
    };
  client.middlewareStack.add(middleware as never, {
    step: 'initialize',
    name: 'iam-rehearsal-record',
    priority: 'high',
  });
}

/** On a server that is none of ours, only the calls of the test's own clients are known. */
async function askFor(sent: readonly Sent[], account: TargetAccount): Promise<readonly HeardDecision[]> {
  const made: HeardDecision[] = [];
  for (const { requestId } of sent) {
    if (requestId !== undefined) made.push(...((await account.decisionsOf(requestId)) ?? []).map(heardOf));
  }
  return made;
}

import { test as base } from 'vitest';
import { openTarget, stayOffline, type Target, type TargetAccount } from '../targets/index.js';
import { redactError } from '../targets/redaction.js';
import { openAccount, type RehearsalAccount, type User } from './account.js';
import { fullName, proveOrLog, testLog } from './drift-log.js';
import type { PolicyFiles } from './policy-files.js';
import { redactWorker } from './redacted-output.js';
import { RehearsalError } from './rehearsal-error.js';
import { recordTest, type TestRecord } from './run-log.js';
import { expectAwaited } from './unawaited.js';

declare module 'vitest' {
  interface TaskMeta {
    /** The policy files that the test read, by their whole paths: when one changes, the test runs again in watch mode. */
    iamRehearsalPolicyFiles?: readonly string[];
  }
}

export interface RehearsalFixtures {
  /** Opened once in each worker, and proven to enforce before the first test. */
  readonly target: Target;
  /** A fresh account where the target has them. Everything made in it is removed after the test, also when it fails. */
  readonly account: RehearsalAccount;
  /** An IAM user of the account with AdministratorAccess. */
  readonly admin: User;
  /** Makes users of the account: `const alice = await user({ allows: 's3:*' })`. */
  readonly user: RehearsalAccount['user'];
  readonly role: RehearsalAccount['role'];
  readonly group: RehearsalAccount['group'];
  readonly bucket: RehearsalAccount['bucket'];
  /** A service of AWS as a caller: `service('lambda.amazonaws.com', { sourceArn })`. */
  readonly service: RehearsalAccount['service'];
  /** The account's time. A test that asks for it fails on a target that cannot move time. */
  readonly clock: RehearsalAccount['clock'];
  /** How late the account's changes become visible. */
  readonly propagation: RehearsalAccount['propagation'];
}

const NO_DISPOSE =
  "Vitest's pools `vmThreads` and `vmForks` have no `Symbol.dispose` on this Node; run the tests with `--pool=forks` or `--pool=threads`";

/** Vitest's `test` with an account to rehearse in. */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the needs of a fixture from its pattern
  .extend('target', { scope: 'worker' }, async ({}, { onCleanup }): Promise<Target> => {
    // The SDK prints nine lines about Node 20 when a process makes its first client; `setup` says so for runs that have it.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
    if ((Symbol as { readonly dispose?: symbol }).dispose === undefined) throw new RehearsalError(NO_DISPOSE);
    const target = await openTarget();
    const guard = stayOffline(target);
    const output = redactWorker(target);
    onCleanup(() => {
      output[Symbol.dispose]();
      guard[Symbol.dispose]();
      return target[Symbol.asyncDispose]();
    });
    await proveOrLog(target);
    return target;
  })
  .extend('account', async ({ target, task, onTestFailed }, { onCleanup }): Promise<RehearsalAccount> => {
    const { redact } = target;
    if (redact)
      onTestFailed(() => {
        for (const error of task.result?.errors ?? []) redactError(error, redact);
      });
    const log = testLog(task);
    const record = recordVitest(target, task);
    const account = await openAccount(target, log?.observe, record.open);
    onCleanup(async () => {
      task.meta.iamRehearsalPolicyFiles = account.policyFiles();
      const awaited = hasFailed(task) ? undefined : expectAwaited(task);
      await (awaited ?? Promise.resolve())
        .finally(() => Promise.all([log?.write(), record.end()]))
        .finally(account.close);
    });
    return account;
  })
  .extend('admin', ({ account }): Promise<User> => account.admin())
  .extend('user', ({ account }): RehearsalAccount['user'] => account.user)
  .extend('role', ({ account }): RehearsalAccount['role'] => account.role)
  .extend('group', ({ account }): RehearsalAccount['group'] => account.group)
  .extend('bucket', ({ account }): RehearsalAccount['bucket'] => account.bucket)
  .extend('service', ({ account }): RehearsalAccount['service'] => account.service)
  .extend('clock', ({ account }): RehearsalAccount['clock'] => account.clock)
  .extend('propagation', ({ account }): RehearsalAccount['propagation'] => account.propagation);

interface Task {
  readonly name: string;
  readonly file: { readonly name: string };
  readonly result?: { readonly state: string; readonly errors?: readonly unknown[] | undefined };
}

function hasFailed({ result }: Task): boolean {
  const { state, errors = [] } = result ?? {};
  return state === 'fail' || errors.length > 0;
}

/** Records a test from the opening of its account until it ends. */
function recordVitest(target: Target, task: Task) {
  const begin = performance.now();
  let record: TestRecord | undefined;
  return {
    open(account: TargetAccount, files: PolicyFiles) {
      record = recordTest(target, task, () => ({ file: task.file.name, name: fullName(task), account, files }));
      return record;
    },
    async end() {
      const state = hasFailed(task) ? 'failed' : 'passed';
      await record?.end({ state, duration: performance.now() - begin });
    },
  };
}

import { resolve } from 'node:path';
import type { RunnerTask } from 'vitest';
import type { TestProject, Vitest } from 'vitest/node';
import { newRunId } from '../reports/run-record.js';
import type { Proof } from '../targets/index.js';
import { announcement, openTarget, targetName } from '../targets/select.js';

/**
 * For Vitest's `globalSetup`: says in the run's first line which target it uses, and stops the run before its first test if the
 * target cannot be had or does not deny what it must. The embedded emulator is another in each worker, where the fixture `target`
 * proves it before the first test.
 */
export default async function setup(project?: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (project?.vitest.config.watch) watchPolicyFiles(project.vitest);
  process.stdout.write(`${announcement()}\n`);
  // The SDK prints nine lines about Node 20 into every process that uses it; workers inherit this.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // The workers of a run write into one folder.
  if (process.env.REHEARSAL_RECORD === '1') process.env.REHEARSAL_RECORD = newRunId();
  if (targetName() === 'embedded') return undefined;
  // This is the first process of a run: what is set is left over from another one, and would keep the plan from being printed.
  delete process.env.REHEARSAL_LIVE_RUN;
  const target = await openTarget();
  const { naming } = await target.account();
  Object.assign(process.env, target.forWorkers);
  const { proveOrLog } = await import('./drift-log.js');
  const { guardRun } = await import('./live-run.js');
  const run = naming && target.name === 'live' ? await guardRun(target, naming, process) : undefined;
  try {
    process.stdout.write(`iam-rehearsal: ${proofText(await proveOrLog(target))}\n`);
  } catch (error) {
    run?.redactError(error);
    throw error;
  }
  return async () => {
    await using _ = target;
    await run?.end();
  };
}

function proofText(proof: Proof | undefined): string {
  if (proof === undefined) return 'enforcement not proven; the run goes on to show where it is lacking';
  const more = proof.signatures ? 'a wrong secret was refused too' : 'it does not verify signatures';
  return `enforcement proven: a user without policies was denied what the administrator may; ${more}`;
}

const POLICY_FILES = /\.(json|ya?ml)$/i;

/** Vitest runs again what imports a changed file; a policy is read and not imported, so that it is told who read it. */
function watchPolicyFiles({ config, state }: Vitest): void {
  config.watchTriggerPatterns ??= [];
  config.watchTriggerPatterns.push({
    pattern: POLICY_FILES,
    testsToRun(changed) {
      const readers = state.getFiles().filter((file) => hasRead(file, resolve(changed)));
      return readers.length === 0 ? undefined : readers.map(({ filepath }) => filepath);
    },
  });
}

function hasRead(task: RunnerTask, path: string): boolean {
  if (task.meta.iamRehearsalPolicyFiles?.includes(path)) return true;
  return 'tasks' in task && task.tasks.some((one) => hasRead(one, path));
}

import { newRunId } from '../reports/run-record.js';
import type { Proof } from '../targets/index.js';
import { announcement, openTarget, targetName } from '../targets/select.js';

/**
 * For Vitest's `globalSetup`: says in the run's first line which target it uses, and stops the run before its first test if the
 * target cannot be had or does not deny what it must. The embedded emulator is another in each worker, where the fixture `target`
 * proves it before the first test.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  process.stdout.write(`${announcement()}\n`);
  // The SDK prints nine lines about Node 20 into every process that uses it; workers inherit this.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // The workers of a run write into one folder.
  if (process.env.REHEARSAL_RECORD === '1') process.env.REHEARSAL_RECORD = newRunId();
  if (targetName() === 'embedded') return undefined;
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

import { announcement, openTarget, targetName } from '../targets/select.js';

/**
 * For Vitest's `globalSetup`: says in the run's first line which target it uses, and stops the run before its first test if the
 * target cannot be had or does not deny what it must. The embedded emulator is another in each worker, where the fixture `target`
 * proves it before the first test.
 */
export default async function setup(): Promise<void> {
  process.stdout.write(`${announcement()}\n`);
  // The SDK prints nine lines about Node 20 into every process that uses it; workers inherit this.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  if (targetName() === 'embedded') return;
  await using target = await openTarget();
  const { proveEnforcement } = await import('../targets/prove.js');
  const { signatures } = await proveEnforcement(target);
  const more = signatures ? 'a wrong secret was refused too' : 'it does not verify signatures';
  process.stdout.write(
    `iam-rehearsal: enforcement proven: a user without policies was denied what the administrator may; ${more}\n`,
  );
}

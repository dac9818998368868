import type { Naming, Proof, Target } from '../targets/index.js';
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
  if (targetName() === 'embedded') return undefined;
  const target = await openTarget();
  const { naming } = await target.account();
  Object.assign(process.env, target.forWorkers);
  const { proveOrLog } = await import('./drift-log.js');
  process.stdout.write(`iam-rehearsal: ${proofText(await proveOrLog(target))}\n`);
  return async () => {
    await using _ = target;
    if (naming && target.name === 'live') await reportLeft(target, naming);
  };
}

function proofText(proof: Proof | undefined): string {
  if (proof === undefined) return 'enforcement not proven; the run goes on to show where it is lacking';
  const more = proof.signatures ? 'a wrong secret was refused too' : 'it does not verify signatures';
  return `enforcement proven: a user without policies was denied what the administrator may; ${more}`;
}

/** Looks for itself, whatever the ledgers say. */
async function reportLeft(target: Target, { run }: Naming): Promise<void> {
  const account = await target.account();
  const config = account.removalConfig?.() ?? account.clientConfig(account.administrator);
  const { IAMClient } = await import('@aws-sdk/client-iam');
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { findLeftovers } = await import('../cleanup/leftovers.js');
  const found = await findLeftovers({ iam: new IAMClient(config), s3: new S3Client(config) });
  const left = found.filter((it) => it.run === run);
  process.stdout.write(`iam-rehearsal: ${left.length} left of run ${run}\n`);
  for (const { kind, name } of left) process.stdout.write(`  ${kind} ${name}; remove it with \`rehearse sweep\`\n`);
  if (left.length > 0) process.exitCode = 1;
}

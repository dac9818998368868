import { milliseconds } from '../account/clock.js';
import { planSweep, type RunLeft, sweep as removeLeftovers } from '../cleanup/sweep.js';
import { openTarget, TargetUnavailable } from '../targets/index.js';
import { createRedaction } from '../targets/redaction.js';
import { teardownClients } from '../targets/teardown-clients.js';
import { UsageError } from './usage-error.js';

/** As commander reads them from the command line. */
export interface SweepFlags {
  readonly olderThan: string;
  readonly yes?: boolean;
  readonly ledger: string;
}

interface SweepProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown };
}

/** Removes what killed runs left, and answers the exit code: 1 where something could not be removed. */
export async function sweep(flags: SweepFlags, { env, stdout: out }: SweepProcess): Promise<number> {
  const olderThan = age(flags.olderThan);
  // A run of its own makes nothing, so that there is no plan to print.
  await using target = await opened({ ...env, REHEARSAL_LIVE_RUN: 'sweep' });
  // The names of every run are to be read here; whatever else AWS says in an error is not.
  const { redact } = createRedaction();
  const stdout = target.redact ? { write: (text: string) => out.write(redact(text)) } : out;
  if (target.ledgerFolder === undefined) {
    stdout.write(`On the target \`${target.name}\` nothing outlives a run. Choose another with REHEARSAL_TARGET.\n`);
    return 0;
  }
  const account = await target.account();
  const clients = teardownClients(account);
  const options = {
    account: account.id,
    folder: flags.ledger,
    olderThan,
    now: Date.now(),
    isShared: target.name === 'live',
  };
  const plan = await planSweep(options, clients);
  for (const { kind, name } of plan.notOwn)
    stdout.write(`left alone, not named as runs name things: ${kind} ${name}\n`);
  for (const file of plan.unreadable) stdout.write(`not read: ${file} is no ledger\n`);
  for (const run of plan.tooYoung) stdout.write(`left alone, younger than ${flags.olderThan}: ${described(run)}\n`);
  for (const run of plan.runs) stdout.write(`${described(run)}\n${listed(run)}`);
  if (plan.runs.length === 0) {
    stdout.write('0 left\n');
    return 0;
  }
  if (!flags.yes) {
    stdout.write('Nothing was removed. Pass `--yes` to remove this.\n');
    return 0;
  }
  const { removed, left } = await removeLeftovers(plan, options, clients);
  for (const { resource, error } of left) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    stdout.write(`not removed: ${resource.kind} ${resource.name}: ${reason}\n`);
  }
  stdout.write(`${removed.length} removed, ${left.length} left\n`);
  return left.length === 0 ? 0 : 1;
}

async function opened(env: SweepProcess['env']) {
  try {
    return await openTarget(env);
  } catch (error) {
    if (!(error instanceof TargetUnavailable)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

function age(text: string): number {
  try {
    return milliseconds(text);
  } catch (cause) {
    throw new UsageError(`\`--older-than ${text}\` is no duration; pass e.g. \`1h\` or \`30m\``, { cause });
  }
}

function described({ run, knownFrom, resources, lastMade }: RunLeft): string {
  const source = knownFrom === 'ledger' ? 'from its ledger' : 'found in the account';
  return `run ${run}, ${source}, last made ${new Date(lastMade).toISOString()}: ${resources.length} left`;
}

function listed({ resources }: RunLeft): string {
  return resources.map(({ kind, name }) => `  ${kind} ${name}\n`).join('');
}

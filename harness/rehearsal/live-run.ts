import { findLeftovers } from '../cleanup/leftovers.js';
import type { Resource } from '../cleanup/resources.js';
import { stopRun } from '../cleanup/stopped-run.js';
import type { Naming, Target } from '../targets/index.js';
import { redactError } from '../targets/redaction.js';
import { teardownClients } from '../targets/teardown-clients.js';
import { redactOutput } from './redacted-output.js';
import { beforeTheEnd, type Signalled } from './signals.js';

/** What watches over a run in a real account, in the run's first process. */
interface LiveRun {
  redactError(error: unknown): void;
  /** Looks what is left, whatever the ledgers say, and tells it. */
  end(): Promise<void>;
}

interface RunProcess extends Signalled {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  exitCode?: number | string | null | undefined;
}

/** From now on everything that is printed is redacted, and a signal removes what the run made before it ends the process. */
export async function guardRun(target: Target, { run }: Naming, process: RunProcess, sleep = wait): Promise<LiveRun> {
  const { redact = (text) => text, ledgerFolder: folder = '.' } = target;
  const account = await target.account();
  const clients = teardownClients(account);
  const output = redactOutput([process.stdout, process.stderr], redact);
  const report = (left: readonly Resource[]) => {
    process.stdout.write(`iam-rehearsal: ${left.length} left of run ${run}\n`);
    for (const { kind, name } of left) process.stdout.write(`  ${kind} ${name}; remove it with \`rehearse sweep\`\n`);
    if (left.length > 0) process.exitCode = 1;
  };
  const signals = beforeTheEnd(async (signal) => {
    process.stdout.write(`iam-rehearsal: ${signal}; what the run made is removed\n`);
    await stopRun(run, { account: account.id, folder }, clients, sleep).then(report, (error: unknown) => {
      process.stderr.write(`iam-rehearsal: not everything was removed: ${error}; go on with \`rehearse sweep\`\n`);
    });
  }, process);
  return {
    redactError: (error) => redactError(error, redact),
    async end() {
      report((await findLeftovers(clients)).filter((it) => it.run === run));
      signals[Symbol.dispose]();
      output[Symbol.dispose]();
    },
  };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

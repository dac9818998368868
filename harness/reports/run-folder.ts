import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ReportError } from './report-error.js';

/** Where the records of runs are, beside the ledgers of what they made. */
export const runsFolder = join('.iam-rehearsal', 'runs');

/** Ids sort by time. */
export function newRunId(now: Date = new Date()): string {
  const time = now.toISOString().replace(/\D/g, '').slice(0, 14);
  return `${time}-${randomBytes(3).toString('hex')}`;
}

/** Of one run; each worker has a file in it. */
export function runFolder(id: string, runs: string = runsFolder): string {
  return join(runs, id);
}

/** The folder of the run that began last. Throws {@link ReportError} where none was recorded. */
export function latestRun(runs: string = runsFolder): string {
  const folders = entriesOf(runs).map((name) => join(runs, name));
  const [latest] = folders
    .filter((folder) => entriesOf(folder).some((file) => file.endsWith('.jsonl')))
    .map((folder) => ({ folder, time: statSync(folder).birthtimeMs }))
    .sort((a, b) => b.time - a.time);
  if (latest !== undefined) return latest.folder;
  throw new ReportError(`\`${runs}\` holds no record of a run; record one with \`REHEARSAL_RECORD=1 npx vitest run\``);
}

function entriesOf(folder: string): readonly string[] {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() ? readdirSync(folder) : [];
}

import { belowThreshold } from '../reports/coverage-figures.js';
import { htmlReport } from '../reports/html.js';
import { lcov } from '../reports/lcov.js';
import { leastPrivilegeText } from '../reports/least-privilege-text.js';
import { belowMutationThreshold } from '../reports/mutation-text.js';
import { readRecords } from '../reports/read-record.js';
import { recordFiles } from '../reports/read-run.js';
import { latestRun, runFolder } from '../reports/run-folder.js';
import { runSummary } from '../reports/run-summary.js';
import { summaryText } from '../reports/run-summary-text.js';
import { writeOutput } from './output-file.js';
import { UsageError } from './usage-error.js';

export interface ReportFlags {
  readonly run?: string;
  readonly html?: string;
  readonly lcov?: string;
  readonly leastPrivilege?: boolean;
  readonly coverageThreshold?: string;
  readonly mutationThreshold?: string;
}

interface Output {
  readonly stdout: { write(text: string): unknown };
  /** Where records are kept; `.iam-rehearsal/runs` unless given. */
  readonly runs?: string;
  readonly stderr: { write(text: string): unknown };
}

/** Tells what a recorded run showed of the policies. Answers 2 where a threshold is not met. */
export function report(flags: ReportFlags, { stdout, stderr, runs }: Output): number {
  const folder = flags.run === undefined ? latestRun(runs) : runFolder(flags.run, runs);
  const files = recordFiles(folder);
  const summary = runSummary(readRecords(files));
  stdout.write(`${summaryText(summary).trimStart()}\n`);
  if (flags.leastPrivilege) stdout.write(`\n${leastPrivilegeText(summary.leastPrivilege)}\n`);
  if (flags.html !== undefined) writeOutput('--html', flags.html, htmlReport(files, summary));
  if (flags.lcov !== undefined) writeOutput('--lcov', flags.lcov, lcov(summary.coverage));
  const complaints = [
    flags.coverageThreshold === undefined
      ? undefined
      : belowThreshold(summary.coverage, percentOf('--coverage-threshold', flags.coverageThreshold)),
    flags.mutationThreshold === undefined
      ? undefined
      : belowMutationThreshold(summary.mutation, percentOf('--mutation-threshold', flags.mutationThreshold)),
  ].filter((complaint) => complaint !== undefined);
  for (const complaint of complaints) stderr.write(`rehearse: ${complaint}\n`);
  return complaints.length === 0 ? 0 : 2;
}

function percentOf(flag: string, text: string): number {
  const percent = Number(text);
  if (text !== '' && percent >= 0 && percent <= 100) return percent;
  throw new UsageError(`\`${flag} ${text}\`: pass a number from 0 to 100`);
}

import { appendFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { annotations } from './annotations.js';
import { belowThreshold } from './coverage-figures.js';
import { addProperties } from './junit-properties.js';
import { lcov } from './lcov.js';
import { belowMutationThreshold } from './mutation-text.js';
import { withOtherAccounts, withoutSecrets } from './record-secrets.js';
import { ReportError } from './report-error.js';
import { newRunId, readRun, runFolder } from './run-record.js';
import { type RunSummary, runSummary } from './run-summary.js';
import { type SummaryTextOptions, stepSummary, summaryText } from './run-summary-text.js';

export interface RehearsalReporterOptions extends SummaryTextOptions {
  /** Other account ids are shown; AWS says that ids are no secret, and that they are to be shared with care. */
  readonly redactAccounts?: boolean;
  /** Percent of the policies' parts that tests have to make decide; with less the run fails. */
  readonly coverageThreshold?: number;
  /** Percent of the faults that tests have to notice; with less the run fails. */
  readonly mutationThreshold?: number;
  /** A file for the coverage of policy files in lcov's form. */
  readonly lcovFile?: string;
}

/** What of the process the reporter uses. */
export interface ReporterProcess {
  readonly env: Record<string, string | undefined>;
  readonly stdout: { write(text: string): unknown };
  exitCode?: number | string | null | undefined;
}

/**
 * Vitest's reporter for policies: has the run recorded, and tells at its end which decisions came out how, what of the policies no test made
 * decide, which faults no test would notice, and who may what. On GitHub Actions it writes the step's summary and remarks at the lines of policy
 * files; `junit` gets properties. Keys and tokens are never shown.
 *
 * `reporters: ['default', ['iam-rehearsal/reporter', { coverageThreshold: 80 }]]`
 */
export default class RehearsalReporter implements Reporter {
  readonly #options: RehearsalReporterOptions;
  readonly #process: ReporterProcess;
  readonly #id: string;

  constructor(options: RehearsalReporterOptions = {}, runs: ReporterProcess = process) {
    this.#options = options;
    this.#process = runs;
    const { REHEARSAL_RECORD: asked } = runs.env;
    this.#id = asked === undefined || asked === '' || asked === '1' ? newRunId() : asked;
  }

  /** The workers inherit it. */
  onInit(_vitest?: Vitest): void {
    this.#process.env.REHEARSAL_RECORD = this.#id;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const folder = runFolder(this.#id);
    if (!existsSync(folder)) {
      this.#print('\niam-rehearsal: no decisions were recorded: no test used `test` of `iam-rehearsal/vitest`');
      return;
    }
    const summary = runSummary(readRun(folder));
    addProperties(modules, summary, (text) => this.#shown(text));
    this.#print(summaryText(summary, this.#options));
    this.#tellGithub(summary);
    this.#write(summary);
    this.#judge(summary);
  }

  #tellGithub(summary: RunSummary): void {
    const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY: file } = this.#process.env;
    if (GITHUB_ACTIONS !== 'true') return;
    this.#print(['', ...annotations(summary)].join('\n'));
    if (!file) return;
    const already = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    appendFileSync(file, this.#shown(stepSummary(summary, already)));
  }

  #write({ coverage }: RunSummary): void {
    const { lcovFile } = this.#options;
    if (lcovFile === undefined) return;
    try {
      writeFileSync(lcovFile, lcov(coverage));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ReportError(`\`lcovFile\` cannot be written (${reason}); name a file in a folder that is there`, {
        cause,
      });
    }
  }

  #judge({ coverage, mutation }: RunSummary): void {
    const { coverageThreshold, mutationThreshold } = this.#options;
    const complaints = [
      coverageThreshold === undefined ? undefined : belowThreshold(coverage, coverageThreshold),
      mutationThreshold === undefined ? undefined : belowMutationThreshold(mutation, mutationThreshold),
    ].filter((complaint) => complaint !== undefined);
    if (complaints.length === 0) return;
    this.#print(complaints.map((complaint) => `iam-rehearsal: ${complaint}`).join('\n'));
    this.#process.exitCode = 1;
  }

  #print(text: string): void {
    this.#process.stdout.write(`${this.#shown(text)}\n`);
  }

  #shown(text: string): string {
    const withAccounts = withoutSecrets(text);
    return this.#options.redactAccounts ? withOtherAccounts(withAccounts, this.#id) : withAccounts;
  }
}

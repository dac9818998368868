import { type PolicyCoverage, policyCoverage } from './coverage.js';
import { coverageFigures } from './coverage-figures.js';
import { grouped } from './grouped.js';
import { type LeastPrivilege, leastPrivilege } from './least-privilege.js';
import { runMatrix, type TestMatrix } from './matrix.js';
import { type MutationReport, mutatePolicies } from './mutation.js';
import { type MutationScore, mutationScore } from './mutation-text.js';
import type { ReadDecision, ReadRun } from './run-record.js';

/** What a run showed of the policies, for every way in which it is told. */
export interface RunSummary {
  readonly target: string;
  /** Of calls of tests; what fixtures did to prepare them is counted apart. */
  readonly decisions: Counts;
  readonly setup: number;
  readonly tests: readonly TestCounts[];
  readonly coverage: PolicyCoverage;
  readonly figures: ReturnType<typeof coverageFigures>;
  readonly mutation: MutationReport;
  readonly score: MutationScore;
  readonly leastPrivilege: readonly LeastPrivilege[];
  readonly matrix: readonly TestMatrix[];
}

export interface Counts {
  readonly allowed: number;
  readonly denied: number;
}

export interface TestCounts extends Counts {
  readonly file: string;
  readonly name: string;
}

export function runSummary(run: ReadRun): RunSummary {
  const ofTests = run.decisions.filter(({ phase }) => phase === 'test');
  const coverage = policyCoverage(run);
  const mutation = mutatePolicies(run);
  const byTest = grouped(ofTests, ({ test }) => test);
  return {
    target: run.run?.target ?? 'unknown',
    decisions: counts(ofTests),
    setup: run.decisions.length - ofTests.length,
    tests: run.tests.map((test) => ({
      file: test.file,
      name: test.name,
      ...counts(byTest.get(test) ?? []),
    })),
    coverage,
    figures: coverageFigures(coverage),
    mutation,
    score: mutationScore(mutation),
    leastPrivilege: leastPrivilege(run),
    matrix: runMatrix(run),
  };
}

function counts(decisions: readonly ReadDecision[]): Counts {
  const allowed = decisions.filter(({ decision }) => decision.outcome === 'allowed').length;
  return { allowed, denied: decisions.length - allowed };
}

import type { CoveredPolicy, CoveredStatement, PolicyCoverage } from './coverage.js';

/** How many there are, and how many of them are covered. */
export interface Share {
  readonly covered: number;
  readonly total: number;
}

export interface CoverageFigures {
  readonly statements: Share;
  readonly actions: Share;
  readonly resources: Share;
  /** Each condition counts twice: it has to hold once, and to refuse once. */
  readonly conditions: Share;
  readonly all: Share;
}

export function coverageFigures({ policies }: Pick<PolicyCoverage, 'policies'>): CoverageFigures {
  const statements = policies.flatMap((policy) => policy.statements);
  const share = (counts: readonly number[]): Share => ({
    covered: counts.filter((count) => count > 0).length,
    total: counts.length,
  });
  const parts = {
    statements: share(statements.map(({ count }) => count)),
    actions: share(statements.flatMap(({ actions }) => actions.map(({ count }) => count))),
    resources: share(statements.flatMap(({ resources }) => resources.map(({ count }) => count))),
    conditions: share(
      statements.flatMap(({ conditions }) => conditions.flatMap(({ held, refused }) => [held, refused])),
    ),
  };
  const all = Object.values(parts).reduce(
    (sum, { covered, total }) => ({ covered: sum.covered + covered, total: sum.total + total }),
    { covered: 0, total: 0 },
  );
  return { ...parts, all };
}

export function figuresOf(policy: CoveredPolicy): CoverageFigures {
  return coverageFigures({ policies: [policy] });
}

/** Rounded down, so that 100 means all. Nothing to cover is 100. */
export function percent({ covered, total }: Share): number {
  return total === 0 ? 100 : Math.floor((covered * 100) / total);
}

/** What to say where less is covered than `threshold` percent; undefined where it is enough. */
export function belowThreshold(coverage: PolicyCoverage, threshold: number): string | undefined {
  const { all } = coverageFigures(coverage);
  if (percent(all) >= threshold) return undefined;
  return `policy coverage is ${percent(all)}%, below the threshold of ${threshold}%: ${all.total - all.covered} of ${all.total} parts decided in no test`;
}

/** `statement Read`, or `statement 2` where it has no name. */
export function statementName({ sid, index }: Pick<CoveredStatement, 'sid' | 'index'>): string {
  return sid === undefined || sid === '' ? `statement ${index + 1}` : `statement ${sid}`;
}

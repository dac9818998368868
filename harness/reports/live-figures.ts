import { groupsOf } from '../engine/index.js';
import { policyCoverage } from './coverage.js';
import { leastPrivilege } from './least-privilege.js';
import type { ReadDecision, ReadPolicy, ReadRun } from './read-record.js';
import type { ReportFigures } from './report-data.js';
import { reportFigures } from './report-figures.js';

/** A decision as whoever made it keeps it. */
export type KeptDecision = Pick<ReadDecision, 'operation' | 'decision' | 'words' | 'time'> & {
  readonly requestId: string;
};

/** What the pages of a served emulator show of the decisions that it keeps. Nobody asserts anything there, so that no fault can be noticed. */
export function liveFigures(kept: readonly KeptDecision[]): Pick<ReportFigures, 'coverage' | 'leastPrivilege'> {
  const run = runOf(kept);
  const summary = { coverage: policyCoverage(run), leastPrivilege: leastPrivilege(run), tests: [] };
  const { coverage, leastPrivilege: shown } = reportFigures({
    ...summary,
    mutation: { mutants: [], assertions: 0, unknown: 0 },
  });
  return { coverage, leastPrivilege: shown };
}

function runOf(kept: readonly KeptDecision[]): Pick<ReadRun, 'policies' | 'decisions'> {
  const asked = new Set(
    kept.flatMap(({ decision }) => groupsOf(decision.policies).flatMap(({ policies }) => policies)),
  );
  const policies = [...asked].map((attached): ReadPolicy => ({ attached, ownStatements: new Set() }));
  const decisions = kept.map((made): ReadDecision => ({ ...made, test: undefined, phase: 'test', isWhole: true }));
  return { policies, decisions };
}

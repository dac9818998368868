import type { Position } from '../engine/index.js';
import type { CoveredCondition, CoveredItem, CoveredPolicy, CoveredStatement, PolicyCoverage } from './coverage.js';
import { type CoverageFigures, coverageFigures, figuresOf, percent, statementName } from './coverage-figures.js';
import { placeText } from './document-paths.js';
import { withoutRun } from './policies-under-test.js';

/** A part of a policy that no test made decide. */
export interface CoverageGap {
  readonly policy: string;
  readonly file: string | undefined;
  readonly position: Position;
  /** `action s3:DeleteObject of statement Write` */
  readonly part: string;
  /** Why it is a gap, in words that go on from `part`. */
  readonly why: string;
  /** What the statement leaves open by whom it names. */
  readonly remark: string | undefined;
}

/** Every gap, in the order of the policies' texts. The parts of a statement that never decided are not listed again. */
export function coverageGaps(coverage: PolicyCoverage): readonly CoverageGap[] {
  return coverage.policies.flatMap((policy) => gapsIn(policy, coverage));
}

/** A report for a terminal: figures, and each gap with `file:line`. */
export function coverageText(coverage: PolicyCoverage): string {
  const lines = [`Policy coverage: ${figuresText(coverageFigures(coverage))}`];
  for (const policy of coverage.policies) {
    lines.push('', `${policy.name} (${policy.kind}): ${figuresText(figuresOf(policy))}`);
    for (const { part, why, position, remark } of gapsIn(policy, coverage)) {
      lines.push(`  ${placeText(policy.name, policy.source, position)}  ${withoutRun(part)} ${why}`);
      if (remark !== undefined) lines.push(`      ${withoutRun(remark)}`);
    }
  }
  return lines.join('\n');
}

function figuresText({ all, ...parts }: CoverageFigures): string {
  const shares = Object.entries(parts).map(([name, { covered, total }]) => `${name} ${covered}/${total}`);
  return `${percent(all)}%; ${shares.join(', ')}`;
}

/** A remark on a statement stands at its first gap. */
function gapsIn(policy: CoveredPolicy, coverage: PolicyCoverage): readonly CoverageGap[] {
  return policy.statements.flatMap((statement) =>
    gapsOf(policy, statement).map((gap, index) => ({
      ...gap,
      remark: index > 0 ? undefined : (statement.remark ?? boundaryRemark(policy, statement, coverage)),
    })),
  );
}

/** Who could have the boundary that nobody has. */
function boundaryRemark(
  { kind }: CoveredPolicy,
  { fitted, nearest }: CoveredStatement,
  { withoutBoundary }: PolicyCoverage,
): string | undefined {
  const isAsked = fitted > 0 || nearest.length > 0;
  if (kind !== 'boundary' || isAsked || withoutBoundary.length === 0) return undefined;
  return `no user or role of a test has it as its boundary; without one: ${some(withoutBoundary)}`;
}

function gapsOf(policy: CoveredPolicy, statement: CoveredStatement): readonly Omit<CoverageGap, 'remark'>[] {
  const gap = (position: Position, part: string, why: string) => ({
    policy: policy.name,
    file: policy.source.file,
    position,
    part,
    why,
  });
  const name = statementName(statement);
  if (statement.count === 0) return [gap(statement.place.start, name, whyNever(statement))];
  const items = [...statement.actions, ...statement.resources].filter(({ count }) => count === 0);
  return [
    ...items.map((item) => gap(item.place.start, `${itemName(item)} of ${name}`, whyNotMet(item))),
    ...statement.conditions.flatMap((condition) =>
      missingSides(condition).map((why) => gap(condition.place.start, `${conditionName(condition)} of ${name}`, why)),
    ),
  ];
}

function whyNever({ fitted, nearest }: CoveredStatement): string {
  if (fitted > 0) return 'decided in no test: whenever it fitted, another statement decided before it';
  if (nearest.length === 0) return 'decided in no test: the policy was asked in none';
  const parts = nearest.join(' and ');
  return `decided in no test: no request fitted its ${parts}`;
}

function itemName({ element, written }: CoveredItem): string {
  const name = {
    Action: 'action',
    NotAction: 'excepted action',
    Resource: 'resource',
    NotResource: 'excepted resource',
  };
  return `${name[element]} ${written}`;
}

function whyNotMet({ element }: CoveredItem): string {
  return element.startsWith('Not') ? 'kept no request of a test from the statement' : 'decided in no test';
}

function conditionName({ operator, key }: CoveredCondition): string {
  return `condition ${operator} ${key}`;
}

function missingSides({ held, refused }: CoveredCondition): readonly string[] {
  return [
    ...(held === 0 ? ['held in no test'] : []),
    ...(refused === 0 ? ['refused no request: no test comes with a value that it does not hold for'] : []),
  ];
}

function some(names: readonly string[], most = 5): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

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
}

/** Every gap, in the order of the policies' texts. The parts of a statement that never decided are not listed again. */
export function coverageGaps({ policies }: PolicyCoverage): readonly CoverageGap[] {
  return policies.flatMap((policy) => policy.statements.flatMap((statement) => gapsOf(policy, statement)));
}

/** A report for a terminal: figures, and each gap with `file:line`. */
export function coverageText(coverage: PolicyCoverage): string {
  const lines = [`Policy coverage: ${figuresText(coverageFigures(coverage))}`];
  for (const policy of coverage.policies) {
    lines.push('', `${policy.name} (${policy.kind}): ${figuresText(figuresOf(policy))}`);
    for (const { part, why, position } of policy.statements.flatMap((statement) => gapsOf(policy, statement))) {
      lines.push(`  ${placeText(policy.name, policy.source, position)}  ${withoutRun(part)} ${why}`);
    }
  }
  return lines.join('\n');
}

function figuresText({ all, ...parts }: CoverageFigures): string {
  const shares = Object.entries(parts).map(([name, { covered, total }]) => `${name} ${covered}/${total}`);
  return `${percent(all)}%; ${shares.join(', ')}`;
}

function gapsOf(policy: CoveredPolicy, statement: CoveredStatement): readonly CoverageGap[] {
  const gap = (position: Position, part: string, why: string): CoverageGap => ({
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

import { jsonPositions, type Span } from '../engine/index.js';
import type { CoveredPolicy, CoveredStatement, PolicyCoverage } from './coverage.js';
import { figuresOf, percent, statementName } from './coverage-figures.js';
import { type PolicyPlaces, placesIn, placesOf } from './document-paths.js';
import { withoutRun } from './policies-under-test.js';

/** A policy as a page shows it: its text, and what of it was covered. All of it is JSON. */
export interface MarkedPolicy {
  readonly name: string;
  readonly kind: string;
  readonly file: string | undefined;
  readonly percent: number;
  readonly lines: readonly string[];
  /** A statement comes before the parts that lie in it. */
  readonly marks: readonly CoverageMark[];
}

export interface CoverageMark extends Span {
  readonly state: 'covered' | 'partly' | 'missed';
  /** For a person who points at it. */
  readonly title: string;
}

/** `textOf` gives the text of a file; a policy whose file cannot be had is shown as indented JSON. */
export function markedPolicies(
  { policies }: PolicyCoverage,
  textOf: (file: string) => string | undefined = () => undefined,
): readonly MarkedPolicy[] {
  return policies.map((policy) => markedPolicy(policy, textOf));
}

function markedPolicy(policy: CoveredPolicy, textOf: (file: string) => string | undefined): MarkedPolicy {
  const { name, kind, source, document, statements } = policy;
  const text = source.file === undefined ? undefined : textOf(source.file);
  const shown = text ?? JSON.stringify(JSON.parse(document), undefined, 2);
  const places = text === undefined ? placesIn(document, jsonPositions(shown)) : placesOf({ document }, source);
  return {
    name,
    kind,
    file: source.file,
    percent: percent(figuresOf(policy).all),
    lines: shown.trimEnd().split(/\r\n|\n|\r/),
    marks: statements.flatMap((statement) => marksOf(statement, places)),
  };
}

function marksOf(statement: CoveredStatement, places: PolicyPlaces): readonly CoverageMark[] {
  const { index, count, actions, resources, conditions, remark } = statement;
  const name = statementName(statement);
  const items = (list: CoveredStatement['actions']) =>
    list.map((item, at) => ({
      ...places.item(index, item.element, at),
      ...stateOf(item.count, 1),
      title: `${item.written}: ${times(item.count)}${item.met.length > 0 ? `, with ${some(item.met)}` : ''}`,
    }));
  return [
    {
      ...places.statement(index),
      ...stateOf(count, 1),
      title: `${name}: ${times(count)}${remark === undefined ? '' : `; ${withoutRun(remark)}`}`,
    },
    ...items(actions),
    ...items(resources),
    ...conditions.map(({ operator, key, held, refused }) => ({
      ...places.condition(index, operator, key),
      ...stateOf(Number(held > 0) + Number(refused > 0), 2),
      title: `${operator} ${key}: held ${held} times, refused alone ${refused} times`,
    })),
  ];
}

function stateOf(reached: number, needed: number): Pick<CoverageMark, 'state'> {
  return { state: reached >= needed ? 'covered' : reached > 0 ? 'partly' : 'missed' };
}

function times(count: number): string {
  return count === 0 ? 'decided in no test' : `decided ${count === 1 ? 'once' : `${count} times`}`;
}

function some(names: readonly string[], most = 5): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

import { describe, expect, test } from 'vitest';
import { faultsOf, type Row, readTopics, typeOf } from '../../fixtures/conformance/rows.js';
import { parseOperator } from './conditions.js';
import { policyKinds } from './kinds.js';
import { operators } from './operators.js';

/** What the corpus must show: a cell that no row fills is an untested rule. The cells are read off the rows' own fields. */
const topics = readTopics();
const rows = topics.flatMap((topic) => topic.rows);

describe('each row of the corpus', () => {
  test('has known fields, an expectation, a source and a sentence', () => {
    const faults = topics.flatMap(({ topic, rows: of }) =>
      of.flatMap((row) => faultsOf(row).map((fault) => `${topic}: ${row.name}: ${fault}`)),
    );
    expect(faults).toEqual([]);
  });

  test('has a name of its own in its topic', () => {
    const repeated = topics.flatMap(({ topic, rows: of }) => {
      const names = of.map(({ name }) => name);
      return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${topic}: ${name}`);
    });
    expect(repeated).toEqual([]);
  });

  test('asks something that no other row asks', () => {
    const asked = rows.map(({ name, source, sentence, expect: expected, case: shown, ...question }) =>
      JSON.stringify(question),
    );
    const repeated = rows.filter((_row, index) => asked.indexOf(asked[index] ?? '') !== index);
    expect(repeated.map(({ name }) => name)).toEqual([]);
  });

  test('is one of at least 1,500', () => {
    expect(rows.length).toBeGreaterThanOrEqual(1_500);
  });

  test.each([
    ['an unknown field', { extra: 1 }],
    ['an unknown field of the request', { request: { acton: 's3:GetObject' } }],
    ['an unknown expectation', { expect: { outcome: 'denied', because: 'implicit-deny', layr: 'scp' } }],
    ['no expectation', { expect: {} }],
    ['half an expectation', { expect: { outcome: 'denied' } }],
    ['no source', { source: 'the User Guide' }],
    ['no sentence', { sentence: '' }],
  ])('is refused with %s', (_name, change) => {
    const row: Row = {
      name: 'x',
      source: 'https://docs.aws.amazon.com/',
      sentence: 'x',
      expect: { outcome: 'denied', because: 'implicit-deny' },
    };
    expect(faultsOf(row)).toEqual([]);
    expect(faultsOf({ ...row, ...change } as Row)).toHaveLength(1);
  });
});

const OPERATOR_CELLS = [
  ...['holds', 'fails', 'absent key'],
  ...['IfExists, absent key', 'IfExists, holds', 'IfExists, fails'],
  ...['ForAllValues, holds', 'ForAllValues, fails', 'ForAllValues, absent key'],
  ...['ForAnyValue, holds', 'ForAnyValue, fails', 'ForAnyValue, absent key'],
  ...['several values, holds', 'several values, fails', 'malformed value', 'variable'],
];
const NULL_CELLS = ['true, absent key', 'true, key', 'false, absent key', 'false, key'];

describe('the corpus has for', () => {
  const shown = new Map<string, Set<string>>();
  for (const row of rows) {
    for (const [operator, cell] of operatorCells(row))
      shown.set(operator, (shown.get(operator) ?? new Set()).add(cell));
  }

  test.each([...operators.keys()])('%s a row for each situation', (operator) => {
    expect(OPERATOR_CELLS.filter((cell) => !shown.get(operator)?.has(cell))).toEqual([]);
  });

  test('Null a row for each situation', () => {
    expect(NULL_CELLS.filter((cell) => !shown.get('Null')?.has(cell))).toEqual([]);
  });
});

/** The situation that a row shows: of a condition with one operator and one key, or of a document with one. */
function operatorCells(row: Row): readonly (readonly [operator: string, cell: string])[] {
  const condition = row.condition ?? conditionOfDocument(row);
  const [operator = '', keys = {}] = Object.entries(condition)[0] ?? [];
  const [key, written] = Object.entries(keys)[0] ?? [];
  const parsed = parseOperator(operator);
  if (!parsed || !key || Object.keys(condition).length > 1 || Object.keys(keys).length > 1) return [];
  const values = [written].flat().map(String);
  const { modifier, name, ifExists } = parsed;
  if (row.case) return [[name, `${row.case} value`]];
  const isVariable = values.some((value) => value.includes('${'));
  if (isVariable) return modifier || ifExists || row.version ? [] : [[name, 'variable']];
  if (!row.condition) return [];
  const context = new Map(Object.entries(row.context ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const actual = context.get(key.toLowerCase());
  if (name === 'Null') return [[name, `${values.join()}, ${actual === undefined ? 'absent key' : 'key'}`]];
  const result = actual === undefined ? 'absent key' : String(row.expect.condition);
  const isOne = typeof actual === 'string';
  if (modifier)
    return ifExists || (actual !== undefined && (isOne || actual.length < 2)) ? [] : [[name, `${modifier}, ${result}`]];
  if (actual !== undefined && !isOne) return [];
  if (ifExists) return [[name, `IfExists, ${result}`]];
  return [[name, values.length > 1 && isOne ? `several values, ${result}` : result]];
}

function conditionOfDocument({ document }: Row): NonNullable<Row['condition']> {
  const statement = (document as { Statement?: { Condition?: Row['condition'] } } | undefined)?.Statement;
  return statement?.Condition ?? {};
}

const STATES = ['allow', 'implicit', 'explicit'] as const;
type State = (typeof STATES)[number];

/** Trust and resource policies never meet; an RCP never denies implicitly. */
const NEVER_MEET = ['trust resource'];
/** No page tells which of two is named where both deny: the same kind of deny in both is not demanded. */
const isDemanded = (one: State, other: State) => one !== other || one === 'allow';

describe('the corpus has for the', () => {
  const layers = Object.keys(policyKinds);
  const shown = new Set(rows.flatMap(kindCells));
  const pairs = layers.flatMap((one, at) => layers.slice(at + 1).map((other) => `${one} ${other}`));

  test.each(pairs.filter((pair) => !NEVER_MEET.includes(pair)))('%s policy each way to allow and deny', (pair) => {
    const cells = STATES.flatMap((one) =>
      STATES.filter((other) => isDemanded(one, other)).map((other) => `${one} ${other}`),
    );
    expect(cells.filter((cell) => !shown.has(`${pair}: ${cell}`))).toEqual([]);
  });
});

/** What two kinds of policy say in a row, for every pair of them. Only plain rows count, in which an action alone decides. */
function kindCells(row: Row): readonly string[] {
  if (typeOf(row) !== 'decision' || !/^(allowed|implicit-deny|explicit-deny)$/.test(String(row.expect.because)))
    return [];
  if (/"(Condition|Not\w+)":|"Resource": ?"[^*]/.test(JSON.stringify(row.policies))) return [];
  const states = Object.entries(row.policies ?? {}).map(
    ([member, policies]) => [layerOf(member), stateOf(policies, row.request?.action ?? 's3:GetObject')] as const,
  );
  const isDenied = states.some(([, state]) => state === 'explicit');
  if (isDenied !== (row.expect.because === 'explicit-deny')) return [];
  return states.flatMap(([one, state]) => states.map(([other, its]) => `${one} ${other}: ${state} ${its}`));
}

function layerOf(member: string): string {
  return { sessions: 'session', scopeDowns: 'scope-down', scps: 'scp', rcps: 'rcp' }[member] ?? member;
}

/** By the statements that name the action. */
function stateOf(policies: unknown, action: string): State {
  const statements = [policies].flat(5) as readonly Readonly<Record<string, unknown>>[];
  const naming = statements.filter(({ Action }) => [Action].flat().some((one) => one === '*' || one === action));
  if (naming.some(({ Effect }) => Effect === 'Deny')) return 'explicit';
  return naming.length > 0 ? 'allow' : 'implicit';
}

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { authorize, compile, gather, PolicyError, type PolicyGroup, type PolicyKind, type Principal } from './index.js';
import type { PolicySet } from './policies.js';
import type { ContextValue } from './request.js';

/**
 * Rows of AWS's documented behaviour: each names the page and the sentence that it rests on. What is expected was written
 * from the page and never by running the engine.
 */
const FOLDER = new URL('../../fixtures/conformance/', import.meta.url);
const CAST = 'cast.json';
const VERSION = '2012-10-17';

type Statement = Readonly<Record<string, unknown>>;
/** The statements of one policy, or several policies. */
type Policies = readonly Statement[] | readonly (readonly Statement[])[];

interface Row {
  readonly name: string;
  readonly source: string;
  readonly sentence: string;
  readonly expect: Readonly<Record<string, unknown>>;
  /** What the row shows where its other fields do not tell; the coverage of `evidence.test.ts` goes by it. */
  readonly case?: 'malformed';
  /** A Condition block alone: it is tried in an Allow and in a Deny. */
  readonly condition?: Statement;
  readonly context?: Readonly<Record<string, ContextValue>>;
  /** Of every policy: `none` for a document without Version. */
  readonly version?: string;
  readonly policies?: Readonly<Record<string, Policies | readonly Policies[]>>;
  readonly principalIds?: Readonly<Record<string, string>>;
  readonly request?: {
    readonly action?: string;
    readonly resource?: string;
    readonly resourceAccount?: string;
    readonly principal?: string;
    readonly context?: Readonly<Record<string, ContextValue>>;
  };
  /** A document that is to be accepted or refused. */
  readonly document?: unknown;
  readonly kind?: PolicyKind;
}

const COMMON = ['name', 'source', 'sentence', 'expect', 'case'];
const FIELDS = {
  condition: [...COMMON, 'condition', 'context', 'version'],
  decision: [...COMMON, 'policies', 'request', 'version', 'principalIds'],
  validation: [...COMMON, 'document', 'kind'],
};
const REQUEST_FIELDS = ['action', 'resource', 'resourceAccount', 'principal', 'context'];
const EXPECTED = {
  condition: ['condition'],
  decision: ['outcome', 'because', 'layer', 'deciding'],
  validation: ['refused', 'accepted'],
};

const principals = JSON.parse(readFileSync(new URL(CAST, FOLDER), 'utf8')) as Record<string, Principal>;
const topics = readdirSync(FOLDER).filter((file) => file.endsWith('.json') && file !== CAST);

for (const topic of topics) {
  const rows = JSON.parse(readFileSync(new URL(topic, FOLDER), 'utf8')) as readonly Row[];
  describe(topic.replace('.json', ''), () => {
    for (const row of rows) {
      test(row.name, () => {
        const type = typeOf(row);
        refuseUnknown(row, type);
        RUN[type](row);
      });
    }
    test('no two rows have the same name', () => {
      expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    });
  });
}

type RowType = keyof typeof FIELDS;

function typeOf(row: Row): RowType {
  if (row.condition) return 'condition';
  return 'document' in row ? 'validation' : 'decision';
}

function refuseUnknown(row: Row, type: RowType): void {
  expect(FIELDS[type], 'unknown field').toEqual(expect.arrayContaining(Object.keys(row)));
  expect(EXPECTED[type], 'unknown expectation').toEqual(expect.arrayContaining(Object.keys(row.expect)));
  expect(REQUEST_FIELDS, 'unknown field of the request').toEqual(
    expect.arrayContaining(Object.keys(row.request ?? {})),
  );
  expect(Object.keys(row.expect), 'a row needs an expectation').not.toHaveLength(0);
  expect(row.source).toMatch(/^https:\/\//);
  expect(row.sentence).not.toBe('');
}

const RUN: Readonly<Record<RowType, (row: Row) => void>> = {
  condition(row) {
    const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
    const conditional = { Condition: row.condition, Action: 's3:GetObject', Resource: '*' };
    const request = { context: row.context ?? {} };
    const asAllow = decide({ ...row, request, policies: { identity: [{ ...conditional, Effect: 'Allow' }] } });
    const asDeny = decide({ ...row, request, policies: { identity: [allow, { ...conditional, Effect: 'Deny' }] } });
    const holds = row.expect.condition === 'holds';
    expect(['holds', 'fails']).toContain(row.expect.condition);
    expect([asAllow.because, asDeny.because]).toEqual(
      holds ? ['allowed', 'explicit-deny'] : ['implicit-deny', 'allowed'],
    );
  },
  decision(row) {
    const { outcome, because, layer, deciding } = decide(row);
    const sids = deciding.map(({ sid }) => sid);
    expect(row.expect).toMatchObject({ outcome: expect.any(String), because: expect.any(String) });
    expect({ outcome, because, layer, deciding: sids }).toEqual({ layer: undefined, deciding: sids, ...row.expect });
  },
  validation({ document, kind = 'identity', expect: expected }) {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    const run = () => compile(text, { kind, ...(kind === 'resource' ? { resourceArn: 'arn:aws:s3:::bucket' } : {}) });
    if (expected.accepted === true) expect(run).not.toThrow();
    else expect(refusalOf(run)).toBe(expected.refused);
  },
};

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof PolicyError) return error.message;
    throw error;
  }
  return 'accepted';
}

function decide(row: Row) {
  const { principal = 'alice', context = {}, ...request } = row.request ?? {};
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const caller = principals[principal];
  if (!caller) throw new TypeError(`no principal \`${principal}\`: add it to \`fixtures/conformance/${CAST}\``);
  return authorize(
    {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::bucket/key',
      resourceAccount: '123456789012',
      principal: caller,
      context: values,
      ...request,
    },
    policySet(row),
  );
}

const SEVERAL: Readonly<Record<string, string>> = { sessions: 'session', scps: 'scp', rcps: 'rcp' };

function policySet(row: Row): PolicySet {
  const groups = Object.entries(row.policies ?? {}).map(([member, policies]) => {
    const kind = (SEVERAL[member] ?? member) as PolicyKind;
    return [
      member,
      member in SEVERAL
        ? (policies as readonly Policies[]).map((level) => group(level, kind, row))
        : group(policies as Policies, kind, row),
    ];
  });
  return Object.fromEntries(groups) as PolicySet;
}

function group(policies: Policies, kind: PolicyKind, { version = VERSION, principalIds = {} }: Row): PolicyGroup {
  const documents = (Array.isArray(policies[0]) ? policies : policies.length > 0 ? [policies] : []) as Statement[][];
  const ids = new Map(Object.entries(principalIds));
  return gather(
    documents.map((statements, index) => {
      const text = JSON.stringify({ ...(version === 'none' ? {} : { Version: version }), Statement: statements });
      const policy = compile(text, { kind, principalIds: ids, accepted: version !== VERSION });
      return { policy, source: { name: `${kind}-${index}` } };
    }),
  );
}

import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { questionsOf, type Row, type RowType, readTopics, typeOf } from '../../fixtures/conformance/rows.js';
import { decideByEngine, enginePolicies } from '../../fixtures/engine-decision.js';
import { compile, PolicyError } from './index.js';

/** Each topic is one test, since a test of its own for each of 2,000 rows takes seconds; every row that fails is told by name. */
describe('the engine decides as AWS documents it', () => {
  for (const { topic, rows } of readTopics()) {
    test(topic, () => {
      for (const row of rows) {
        const [actual, expected] = RUN[typeOf(row)](row);
        // Vitest's own comparison of 2,000 rows takes longer than the engine.
        if (!isDeepStrictEqual(actual, expected)) expect.soft(actual, row.name).toEqual(expected);
      }
    });
  }
});

/** What came out, and what the row expects. */
type Outcome = readonly [actual: unknown, expected: unknown];

const RUN: Readonly<Record<RowType, (row: Row) => Outcome>> = {
  condition(row) {
    const because = decisionsOf(row).map((decision) => decision.because);
    return [because, row.expect.condition === 'holds' ? ['allowed', 'explicit-deny'] : ['implicit-deny', 'allowed']];
  },
  decision(row) {
    const decisions = decisionsOf(row).map(({ outcome, because, layer, deciding }) => {
      return { outcome, because, layer, deciding: deciding.map(({ sid }) => sid) };
    });
    return [decisions, decisions.map(({ deciding }) => ({ layer: undefined, deciding, ...row.expect }))];
  },
  validation({ document, kind = 'identity', expect: expected }) {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    const options = { kind, ...(kind === 'resource' ? { resourceArn: 'arn:aws:s3:::bucket' } : {}) };
    const refused = refusalOf(() => compile(text, options));
    return [refused, expected.accepted === true ? undefined : expected.refused];
  },
};

/** New documents of an old version are refused; those that were saved before are read as they are. */
function decisionsOf(row: Row) {
  const isOld = row.version !== undefined;
  return questionsOf(row).map((question) => decideByEngine(question, enginePolicies(question, isOld)));
}

function refusalOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof PolicyError) return error.message;
    throw error;
  }
}

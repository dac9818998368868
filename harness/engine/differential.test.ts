import { describe, expect, inject, test } from 'vitest';
import { cast, questionsOf, readTopics, typeOf } from '../../fixtures/conformance/rows.js';
import { decideByEngine, enginePolicies } from '../../fixtures/engine-decision.js';
import { evaluate } from '../../fixtures/reference-evaluator/evaluate.js';
import { randomQuestions } from '../../fixtures/reference-evaluator/random-questions.js';

/** Our engine against a naive evaluator that was written once more from the documentation and shares no code with it. */
const SEED = 20_261_124;
const REQUESTS = inject('isFull') ? 100_000 : 5_000;
const REQUESTS_OF_A_WORLD = 20;
/** The long count takes half a minute of CPU, on a busy machine several. */
const TIMEOUT = 600_000;
/** The question of a disagreement need not be written out: its seed brings it back. */
const MOST_TOLD = 5;

const principals = Object.values(cast);

describe('the reference evaluator', () => {
  test('decides each row of the corpus as the row expects', () => {
    for (const { topic, rows } of readTopics()) {
      for (const row of rows) {
        if (typeOf(row) === 'validation') continue;
        const { because, layer, condition } = row.expect;
        const expected = condition === undefined ? [told({ because, layer })] : BOTH[String(condition)];
        const answers = questionsOf(row).map((question) => told(evaluate(question)));
        if (String(answers) !== String(expected)) expect.soft(answers, `${topic}: ${row.name}`).toEqual(expected);
      }
    }
  });

  test(`decides ${REQUESTS} random requests as the engine does`, { timeout: TIMEOUT }, () => {
    const reasons = new Set<string>();
    const disagreements: unknown[] = [];
    for (let seed = SEED; seed < SEED + REQUESTS / REQUESTS_OF_A_WORLD; seed++) {
      const questions = randomQuestions(seed, principals, REQUESTS_OF_A_WORLD);
      const [first] = questions;
      const policies = first ? enginePolicies(first, true) : {};
      for (const [index, question] of questions.entries()) {
        const ours = told(decideByEngine(question, policies));
        const theirs = told(evaluate(question));
        reasons.add(theirs);
        if (ours !== theirs) disagreements.push({ seed, index, engine: ours, reference: theirs });
      }
      if (disagreements.length >= MOST_TOLD) break;
    }
    expect(disagreements).toEqual([]);
    // What is compared must not be one answer over and over.
    expect([...reasons].sort()).toEqual(expect.arrayContaining(REASONS));
  });
});

/** What is compared. The outcome follows from the reason. */
function told({ because, layer }: { readonly because?: unknown; readonly layer?: unknown }): string {
  return layer === undefined ? String(because) : `${because} ${layer}`;
}

/** What a Condition does in an Allow and in a Deny. */
const BOTH: Readonly<Record<string, readonly string[]>> = {
  holds: ['allowed identity', 'explicit-deny identity'],
  fails: ['implicit-deny identity', 'allowed identity'],
};

const LAYERS = ['identity', 'resource', 'trust', 'boundary', 'session', 'scp', 'endpoint'];
const REASONS = [
  ...['identity', 'resource', 'trust'].map((layer) => `allowed ${layer}`),
  ...LAYERS.map((layer) => `implicit-deny ${layer}`),
  ...[...LAYERS, 'rcp'].map((layer) => `explicit-deny ${layer}`),
  'root-of-the-account',
];

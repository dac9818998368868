import { describe, expect, inject, test } from 'vitest';
import { cast } from '../../fixtures/conformance/rows.js';
import { decideByEngine, enginePolicies } from '../../fixtures/engine-decision.js';
import type { Document, Policies, Question, Statement } from '../../fixtures/reference-evaluator/question.js';
import { randomQuestions } from '../../fixtures/reference-evaluator/random-questions.js';

/** Laws about how policies and their parts combine, tried on random questions of all kinds of policy with fixed seeds. */
const SEED = 2_026_000;
const ROUNDS = inject('isFull') ? 3_000 : 25;
const TIMEOUT = 600_000;

const questions = Array.from({ length: ROUNDS }, (_, round) =>
  randomQuestions(SEED + round, Object.values(cast), 1),
).flat();

function decide(question: Question): string {
  const { because, layer } = decideByEngine(question, enginePolicies(question, true));
  return `${because} ${layer ?? ''}`;
}

const before = questions.map(decide);

type Change = (question: Question) => Question | undefined;

/** The change, where it can be made, leaves each decision as it is. */
function expectSame(change: Change): void {
  let changed = 0;
  for (const [round, question] of questions.entries()) {
    const other = change(question);
    if (!other) continue;
    changed++;
    const after = decide(other);
    if (after !== before[round]) expect.soft(after, `seed ${SEED + round}`).toBe(before[round]);
  }
  expect(changed).toBeGreaterThan(ROUNDS / 20);
}

const SEVERAL = ['sessions', 'scopeDowns', 'scps', 'rcps'];

/** Each document of each kind by itself. */
function withDocuments(question: Question, change: (document: Document) => Document): Question {
  const groups = Object.entries(question.policies).map(([member, documents]) => [
    member,
    SEVERAL.includes(member)
      ? (documents as readonly (readonly Document[])[]).map((level) => level.map(change))
      : (documents as readonly Document[]).map(change),
  ]);
  return { ...question, policies: Object.fromEntries(groups) as Policies };
}

function withStatements(change: (statement: Statement) => readonly Statement[]): Change {
  return (question) =>
    withDocuments(question, (document) => ({ ...document, Statement: document.Statement.flatMap(change) }));
}

function withConditions(change: (condition: Condition) => object): Change {
  return withStatements((statement) => [
    statement.Condition ? { ...statement, Condition: change(statement.Condition as Condition) } : statement,
  ]);
}

type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const mapped = (object: object, change: (entry: [string, unknown]) => [string, unknown]) =>
  Object.fromEntries(Object.entries(object).map(change));
const turned = (value: unknown) => (Array.isArray(value) ? [...value].reverse() : value);
const listed = (value: unknown) => [value].flat();

describe('parts of a statement', () => {
  const same: readonly (readonly [string, Change])[] = [
    [
      'a list of actions is as good as a statement for each',
      withStatements((one) => (one.Action ? listed(one.Action).map((Action) => ({ ...one, Action })) : [one])),
    ],
    [
      'a list of resources is as good as a statement for each',
      withStatements((one) => (one.Resource ? listed(one.Resource).map((Resource) => ({ ...one, Resource })) : [one])),
    ],
    ['a list of values is as good as a statement for each', withStatements((one) => splitValues(one))],
    [
      'a value is as good as a list of one',
      withConditions((condition) =>
        mapped(condition, ([name, keys]) => [name, mapped(keys as object, ([key, value]) => [key, listed(value)])]),
      ),
    ],
    [
      'the order of operators and values does not matter',
      withConditions((condition) => {
        const reversed = Object.entries(condition).reverse();
        return mapped(Object.fromEntries(reversed), ([name, keys]) => [
          name,
          mapped(keys as object, ([key, value]) => [key, turned(value)]),
        ]);
      }),
    ],
    [
      'the case of a condition key does not matter',
      withConditions((condition) =>
        mapped(condition, ([name, keys]) => [
          name,
          mapped(keys as object, ([key, value]) => [key.toUpperCase(), value]),
        ]),
      ),
    ],
    [
      'the case of an action does not matter',
      withStatements((one) => [
        { ...one, ...(one.Action ? { Action: listed(one.Action).map((action) => String(action).toUpperCase()) } : {}) },
      ]),
    ],
    [
      'the order of names under Principal does not matter',
      withStatements((one) => [
        typeof one.Principal === 'object' && one.Principal
          ? { ...one, Principal: mapped(one.Principal, ([type, names]) => [type, turned(names)]) }
          : one,
      ]),
    ],
  ];
  test.each(same)('%s', { timeout: TIMEOUT }, (_name, change) => expectSame(change));
});

/** Under a positive operator values are alternatives, unless each value of the request must match one of them. */
function splitValues(statement: Statement): readonly Statement[] {
  const condition = (statement.Condition ?? {}) as Condition;
  const [operator = '', keys = {}] = Object.entries(condition).find(([name]) => !/Not|ForAllValues/.test(name)) ?? [];
  const [key, values] = Object.entries(keys)[0] ?? [];
  if (!key) return [statement];
  return listed(values).map((value) => ({ ...statement, Condition: { ...condition, [operator]: { [key]: value } } }));
}

const VERSION = '2012-10-17';
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const allowAll: Document = { Version: VERSION, Statement: [everything] };
const allowAllToAll: Document = { Version: VERSION, Statement: [{ ...everything, Principal: '*' }] };
const denyAll: Document = { Version: VERSION, Statement: [{ ...everything, Effect: 'Deny' }] };
const denyAllToAll: Document = { Version: VERSION, Statement: [{ ...everything, Effect: 'Deny', Principal: '*' }] };
const elsewhere: Statement = { Effect: 'Deny', Principal: '*', Action: 'glacier:*', Resource: '*' };

const plus = (question: Question, more: Policies): Question => ({
  ...question,
  policies: { ...question.policies, ...more },
});

describe('policies', () => {
  const same: readonly (readonly [string, Change])[] = [
    [
      'are as good twice as once',
      (question) => withDocuments(question, (one) => ({ ...one, Statement: [...one.Statement, ...one.Statement] })),
    ],
    [
      'about another service change nothing',
      (question) => withDocuments(question, (one) => ({ ...one, Statement: [...one.Statement, elsewhere] })),
    ],
    [
      'of several levels may change places',
      (question) => {
        const { scps, rcps, sessions } = question.policies;
        const isOne = [scps, rcps, sessions].every((levels) => (levels?.length ?? 0) < 2);
        const reversed = Object.fromEntries(
          Object.entries({ scps, rcps, sessions })
            .filter(([, levels]) => levels)
            .map(([name, levels]) => [name, turned(levels)]),
        );
        return isOne ? undefined : plus(question, reversed);
      },
    ],
    [
      'that allow everything do not limit, as a boundary',
      (question) =>
        question.policies.boundary ||
        !question.policies.identity ||
        JSON.stringify(question.policies).includes('NotPrincipal')
          ? undefined
          : plus(question, { boundary: [allowAll] }),
    ],
    [
      'that allow everything do not limit, as a session policy',
      (question) =>
        question.principal.type === 'assumed-role'
          ? plus(question, { sessions: [...(question.policies.sessions ?? []), [allowAll]] })
          : undefined,
    ],
    [
      'that allow everything do not limit, as a further level of SCPs',
      (question) => plus(question, { scps: [...(question.policies.scps ?? []), [allowAll]] }),
    ],
    [
      'that allow everything do not limit, as a further level of RCPs',
      (question) => plus(question, { rcps: [...(question.policies.rcps ?? []), [allowAllToAll]] }),
    ],
    [
      'that allow everything do not limit, as an endpoint policy',
      (question) => (question.policies.endpoint ? undefined : plus(question, { endpoint: [allowAllToAll] })),
    ],
    [
      'of an RCP that only allow change nothing',
      (question) => (question.policies.rcps ? undefined : plus(question, { rcps: [[allowAllToAll]] })),
    ],
  ];
  test.each(same)('%s', { timeout: TIMEOUT }, (_name, change) => expectSame(change));

  const denials: readonly (readonly [string, Change])[] = [
    [
      'identity',
      ({ policies, ...question }) =>
        policies.identity && { ...question, policies: { ...policies, identity: [...policies.identity, denyAll] } },
    ],
    [
      'boundary',
      (question) =>
        question.policies.identity && plus(question, { boundary: [...(question.policies.boundary ?? []), denyAll] }),
    ],
    [
      'session',
      (question) =>
        question.policies.identity && plus(question, { sessions: [...(question.policies.sessions ?? []), [denyAll]] }),
    ],
    ['endpoint', (question) => plus(question, { endpoint: [...(question.policies.endpoint ?? []), denyAllToAll] })],
    [
      'resource',
      (question) =>
        question.action === 's3:PutBucketPolicy'
          ? undefined
          : plus(question, { resource: [...(question.policies.resource ?? []), denyAllToAll] }),
    ],
    [
      'trust',
      (question) => question.policies.trust && plus(question, { trust: [...question.policies.trust, denyAllToAll] }),
    ],
    [
      'SCP',
      (question) =>
        question.principal.account && !question.principal.serviceLinked
          ? plus(question, { scps: [[denyAll]] })
          : undefined,
    ],
    [
      'RCP',
      (question) =>
        /^(s3|sqs|sts):/.test(question.action) && !question.principal.serviceLinked
          ? plus(question, { rcps: [[denyAllToAll]] })
          : undefined,
    ],
  ];
  test.each(denials)('with a Deny deny, whatever else allows: %s', { timeout: TIMEOUT }, (_kind, change) => {
    for (const [round, question] of questions.entries()) {
      const other = change(question);
      if (other) expect.soft(decide(other), `seed ${SEED + round}`).toMatch(/^explicit-deny/);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import {
  type AuthorizationRequest,
  authorize,
  compile,
  type Decision,
  gather,
  type PolicyGroup,
  type PolicyKind,
  type PolicySet,
  type Principal,
  trace,
} from './index.js';

/** Laws that hold for all policies and requests, tried on random ones of a small world with a fixed seed. */
const RUNS = { numRuns: inject('isFull') ? 3_000 : 40, seed: 20_261_124 };

const ACTIONS = ['s3:GetObject', 's3:PutObject', 'iam:GetUser', 'sqs:SendMessage'];
const ACTION_PATTERNS = [...ACTIONS, '*', 's3:*', 's3:Get*', '*:Get*', 'iam:?etUser'];
const RESOURCES = ['arn:aws:s3:::a/x', 'arn:aws:s3:::a/y', 'arn:aws:s3:::b/x', '*'];
const RESOURCE_PATTERNS = ['*', 'arn:aws:s3:::a/*', 'arn:aws:s3:::*/x', 'arn:aws:s3:::a/${aws:username}'];
const ACCOUNT = '123456789012';
const OTHER_ACCOUNT = '210987654321';
const ALICE = 'arn:aws:iam::123456789012:user/alice';
const SESSION = 'arn:aws:sts::123456789012:assumed-role/app/work';
const ROLE = 'arn:aws:iam::123456789012:role/app';
const MALLORY = 'arn:aws:iam::210987654321:user/mallory';

const principals: readonly Principal[] = [
  { type: 'user', account: ACCOUNT, arn: ALICE, uniqueId: 'AIDAALICEALICEALICE1' },
  {
    type: 'assumed-role',
    account: ACCOUNT,
    arn: SESSION,
    roleArn: ROLE,
    roleId: 'AROAAPPAPPAPPAPPAPP1',
    sessionName: 'work',
  },
  { type: 'user', account: OTHER_ACCOUNT, arn: MALLORY, uniqueId: 'AIDAMALLORYMALLORYM1' },
  { type: 'root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` },
  { type: 'anonymous' },
  { type: 'service', service: 'lambda.amazonaws.com' },
];
const NAMES = [
  '*',
  { AWS: ALICE },
  { AWS: ROLE },
  { AWS: SESSION },
  { AWS: ACCOUNT },
  { AWS: OTHER_ACCOUNT },
  { Service: 'lambda.amazonaws.com' },
];

type Statement = Readonly<Record<string, unknown>>;
type Documents = readonly (readonly Statement[])[];

const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...values);
const conditions = fc.option(
  oneOf([
    { Bool: { 'aws:SecureTransport': 'true' } },
    { StringEquals: { 'aws:username': 'alice' } },
    { StringNotEqualsIfExists: { 'aws:username': 'alice' } },
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['env'] } },
  ]),
  { nil: undefined, freq: 3 },
);
const effects = oneOf(['Allow', 'Allow', 'Allow', 'Deny']);
const statements = fc
  .record({
    Effect: effects,
    Action: fc.subarray(ACTION_PATTERNS, { minLength: 1, maxLength: 3 }),
    Condition: conditions,
  })
  .chain((statement) =>
    fc.boolean().chain((negated) =>
      oneOf(RESOURCE_PATTERNS).map((resource): Statement => {
        return { ...statement, [negated ? 'NotResource' : 'Resource']: resource };
      }),
    ),
  );
const namedStatements = fc
  .tuple(statements, oneOf(NAMES))
  .map(([statement, Principal]) => ({ ...statement, Principal }));
const documents = fc.array(fc.array(statements, { minLength: 1, maxLength: 3 }), { maxLength: 3 });
const namedDocuments = fc.array(fc.array(namedStatements, { minLength: 1, maxLength: 3 }), { maxLength: 2 });

interface World {
  readonly request: AuthorizationRequest;
  readonly identity: Documents;
  readonly resource: Documents;
  readonly boundary: Documents | undefined;
}

const contexts = fc
  .record({
    'aws:securetransport': oneOf(['true', 'false']),
    'aws:username': oneOf([undefined, 'alice', 'x']),
    'aws:tagkeys': oneOf([undefined, ['env'], ['env', 'team']]),
  })
  .map(
    (values) => new Map(Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
  );
const requests: fc.Arbitrary<AuthorizationRequest> = fc.record({
  principal: oneOf(principals),
  action: oneOf(ACTIONS),
  resource: oneOf(RESOURCES),
  resourceAccount: fc.constant(ACCOUNT),
  context: contexts,
});
const worlds: fc.Arbitrary<World> = fc.record({
  request: requests,
  identity: documents,
  resource: namedDocuments,
  boundary: fc.option(documents, { nil: undefined, freq: 3 }),
});

function group(texts: Documents, kind: PolicyKind): PolicyGroup {
  return gather(
    texts.map((statement, index) => ({
      policy: compile(JSON.stringify({ Version: '2012-10-17', Statement: statement }), { kind, accepted: true }),
      source: { name: `${kind}-${index}` },
    })),
  );
}

function policiesOf({ identity, resource, boundary, request }: World): PolicySet {
  const hasAccount = 'account' in request.principal && request.principal.type !== 'root';
  return {
    ...(hasAccount ? { identity: group(identity, 'identity') } : {}),
    ...(hasAccount && boundary ? { boundary: group(boundary, 'boundary') } : {}),
    resource: group(resource, 'resource'),
  };
}

function decide(world: World, more: PolicySet = {}): Decision {
  return authorize(world.request, { ...policiesOf(world), ...more });
}

const isAllowed = ({ outcome }: Decision) => outcome === 'allowed';
const implies = (before: Decision, after: Decision) => !isAllowed(before) || isAllowed(after);

describe('laws', { timeout: 600_000 }, () => {
  test('a Deny that matches is never outweighed', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const deny = { Effect: 'Deny', Principal: '*', Action: world.request.action, Resource: '*' };
        expect(decide({ ...world, resource: [...world.resource, [deny]] }).because).toBe('explicit-deny');
      }),
      RUNS,
    );
  });

  test('an added Allow of an identity policy never turns allowed into denied', () => {
    fc.assert(
      fc.property(worlds, statements, (world, statement) => {
        const more = { ...world, identity: [...world.identity, [{ ...statement, Effect: 'Allow' }]] };
        expect(implies(decide(world), decide(more))).toBe(true);
      }),
      RUNS,
    );
  });

  test('an added Allow of a resource policy never turns allowed into denied', () => {
    fc.assert(
      fc.property(worlds, namedStatements, (world, statement) => {
        const more = { ...world, resource: [...world.resource, [{ ...statement, Effect: 'Allow' }]] };
        expect(implies(decide(world), decide(more))).toBe(true);
      }),
      RUNS,
    );
  });

  test('an added Deny never turns denied into allowed', () => {
    fc.assert(
      fc.property(worlds, statements, (world, statement) => {
        const more = { ...world, identity: [...world.identity, [{ ...statement, Effect: 'Deny' }]] };
        expect(implies(decide(more), decide(world))).toBe(true);
      }),
      RUNS,
    );
  });

  test('the order of policies and statements does not matter', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const turned = (texts: Documents) => [...texts].reverse().map((statement) => [...statement].reverse());
        const { outcome, because, layer } = decide(world);
        const other = decide({ ...world, identity: turned(world.identity), resource: turned(world.resource) });
        expect([other.outcome, other.because, other.layer]).toEqual([outcome, because, layer]);
      }),
      RUNS,
    );
  });

  test('statements in one policy are as good as in several', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { outcome, because, layer } = decide(world);
        const other = decide({ ...world, identity: [world.identity.flat()] });
        expect([other.outcome, other.because, other.layer]).toEqual([outcome, because, layer]);
      }),
      RUNS,
    );
  });

  test('a list of actions is as good as a statement for each', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const split = world.identity.map((texts) =>
          texts.flatMap((statement) => (statement.Action as string[]).map((Action) => ({ ...statement, Action }))),
        );
        const { outcome, because, layer } = decide(world);
        const other = decide({ ...world, identity: split });
        expect([other.outcome, other.because, other.layer]).toEqual([outcome, because, layer]);
      }),
      RUNS,
    );
  });

  const guards: readonly (readonly [string, (texts: Documents) => PolicySet])[] = [
    ['a boundary', (texts) => ({ boundary: group(texts, 'boundary') })],
    ['a session policy', (texts) => ({ sessions: [group(texts, 'session')] })],
    ['a service control policy', (texts) => ({ scps: [group(texts, 'scp')] })],
    ['a further level of service control policies', (texts) => ({ scps: [group(texts, 'scp'), group(texts, 'scp')] })],
    ['a resource control policy', (texts) => ({ rcps: [group(texts, 'rcp')] })],
    ['an endpoint policy', (texts) => ({ endpoint: group(texts, 'endpoint') })],
  ];
  test.each(guards)('%s only narrows', (_name, policy) => {
    fc.assert(
      fc.property(worlds, documents, (world, texts) => {
        const unbound = { ...world, boundary: undefined };
        expect(implies(decide(unbound, policy(texts)), decide(unbound))).toBe(true);
      }),
      RUNS,
    );
  });

  test('access to a resource of another account needs both sides', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { principal } = world.request;
        fc.pre('account' in principal && principal.type !== 'root' && principal.account !== ACCOUNT);
        if (!isAllowed(decide(world))) return;
        expect(isAllowed(decide({ ...world, resource: [] }))).toBe(false);
        expect(isAllowed(decide({ ...world, identity: [] }))).toBe(false);
      }),
      { ...RUNS, numRuns: RUNS.numRuns * 2 },
    );
  });

  test('without any Allow only the root user of the account is allowed', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const decision = decide({ ...world, identity: [], resource: [] });
        expect(isAllowed(decision)).toBe(world.request.principal.type === 'root');
      }),
      RUNS,
    );
  });

  test('of many statements, those are found that match when each is looked at', () => {
    const many = fc.array(fc.array(statements, { minLength: 10, maxLength: 20 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(worlds, many, (world, identity) => {
        const decision = decide({ ...world, identity, boundary: undefined });
        const matched = (layer: string, effect: string) =>
          trace(decision)
            .layers.filter((traced) => traced.layer === layer)
            .flatMap(({ groups }) => groups.flat())
            .some((statement) => statement.matched && statement.effect === effect);
        const isDenied = matched('identity', 'Deny') || matched('resource', 'Deny');
        expect(decision.because === 'explicit-deny').toBe(isDenied);
        if (decision.because === 'allowed') expect(matched(decision.layer ?? '', 'Allow')).toBe(true);
        if (decision.because === 'implicit-deny') expect(matched(decision.layer ?? '', 'Allow')).toBe(false);
      }),
      RUNS,
    );
  });

  test('the same question always has the same answer', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const policies = policiesOf(world);
        const { request } = world;
        expect(authorize(request, policies)).toEqual(authorize(request, policies));
      }),
      RUNS,
    );
  });
});

import {
  authorize,
  compile,
  gather,
  type OpenDecision,
  type PolicyGroup,
  type PolicyKind,
  type Principal,
} from '../engine/index.js';
import { createRecordWriter } from './run-record.js';

const ACCOUNT = '123456789012';
const TESTS = 50;
const ACTIONS = [
  's3:GetObject',
  's3:PutObject',
  's3:DeleteObject',
  's3:ListBucket',
  'iam:GetUser',
  'iam:CreateUser',
  'sts:AssumeRole',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'lambda:InvokeFunction',
];

const statement = (Effect: 'Allow' | 'Deny', Action: readonly string[], more: object = { Resource: '*' }) => ({
  Effect,
  Action,
  ...more,
});

const DOCUMENTS: Readonly<Record<string, readonly object[]>> = {
  reader: [
    statement('Allow', ['s3:Get*', 's3:List*'], { Resource: ['arn:aws:s3:::notes', 'arn:aws:s3:::notes/*'] }),
    statement('Allow', ['dynamodb:GetItem'], {
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalTag/team': ['blue', 'green'] } },
    }),
  ],
  writer: [
    statement('Allow', ['s3:*', 'sts:AssumeRole', 'iam:Get*']),
    { Sid: 'KeepNotes', ...statement('Deny', ['s3:DeleteObject'], { Resource: 'arn:aws:s3:::notes/*' }) },
  ],
};

const BOUNDARY = [
  statement('Allow', ['s3:*', 'sts:*', 'iam:Get*', 'dynamodb:*'], {
    Resource: '*',
    Condition: { Bool: { 'aws:SecureTransport': 'true' } },
  }),
];

const LAYERS = ['identity', 'boundary'] as const;

/** Writes the record of a run of fifty tests with so many decisions: users, roles and sessions who read, write and assume. */
export function writeLargeRun(folder: string, decisions: number): void {
  const writer = createRecordWriter({ folder, id: 'large', target: 'embedded', worker: '1', start: 1_790_000_000_000 });
  for (let test = 0; test < TESTS; test++) {
    const number = writer.beginTest();
    const callers = ['reader', 'writer'].map((name) => caller(`${name}-${test % 7}`, DOCUMENTS[name] ?? []));
    for (let step = 0; step < decisions / TESTS; step++) {
      const { principal, policies } = callers[(step + Math.floor(step / ACTIONS.length)) % callers.length] as Caller;
      const action = ACTIONS[step % ACTIONS.length] ?? '';
      const request = {
        principal,
        action,
        resource: resourceOf(action, step),
        resourceAccount: ACCOUNT,
        context: context(step),
      };
      const decision = authorize(request, policies);
      const made = writer.decision({
        operation: action,
        time: 1_790_000_000_000 + step,
        requestId: `${test}-${step}`,
        test: number,
        phase: step < 4 ? 'setup' : 'test',
        decision,
        ...(decision.outcome === 'denied' && {
          words: `User: ${principal.arn} is not authorized to perform: ${action}`,
        }),
      });
      if (step % 5 === 4) {
        const { outcome } = decision;
        writer.assertion({
          test: number,
          by: 'matcher',
          what: action,
          expected: outcome,
          outcome,
          how: 'called',
          decisions: [made],
        });
      }
    }
    writer.assumptions({ test: number, account: ACCOUNT, decided: 8, leftOut: 0, can: assumptions(callers) });
    writer.endTest({
      test: number,
      file: `scenarios/part-${test % 5}.test.ts`,
      name: `test ${test}`,
      state: 'passed',
      duration: 20,
    });
  }
  writer.flush();
}

/** What the policies allow without anyone having called: a role that everyone of the account may assume, one of them with an MFA code. */
function assumptions(callers: readonly Caller[]): readonly OpenDecision[] {
  return callers.map(({ principal, policies }, index) => {
    const keys = index === 0 ? ['aws:MultiFactorAuthPresent'] : [];
    const Condition = index === 0 ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : {};
    const Statement = [{ Effect: 'Allow', Principal: { AWS: principal.arn }, Action: 'sts:AssumeRole', Condition }];
    const role = `arn:aws:iam::${ACCOUNT}:role/operator`;
    const policy = compile(JSON.stringify({ Version: '2012-10-17', Statement }), { kind: 'trust' });
    const trust = gather([{ policy, source: { name: 'AssumeRolePolicyDocument', attachedTo: role } }]);
    const request = { principal, action: 'sts:AssumeRole', resource: role, resourceAccount: ACCOUNT };
    const context = new Map(keys.map((key) => [key.toLowerCase(), 'true']));
    const decision = authorize({ ...request, context }, { ...policies, trust });
    const open = { ...decision, request: { ...decision.request, context: new Map() } };
    return { outcome: keys.length > 0 ? 'conditional' : 'allowed', keys, decision: open };
  });
}

interface Caller {
  readonly principal: Extract<Principal, { readonly arn: string }>;
  readonly policies: Readonly<Record<(typeof LAYERS)[number], PolicyGroup>>;
}

function caller(name: string, statements: readonly object[]): Caller {
  const arn = `arn:aws:iam::${ACCOUNT}:user/${name}`;
  return {
    principal: { type: 'user', account: ACCOUNT, arn, uniqueId: `AIDA${name}` },
    policies: {
      identity: group('identity', name, statements, arn),
      boundary: group('boundary', 'limit', BOUNDARY, arn),
    },
  };
}

function group(kind: PolicyKind, name: string, Statement: readonly object[], attachedTo: string): PolicyGroup {
  const policy = compile(JSON.stringify({ Version: '2012-10-17', Statement }), { kind });
  return gather([{ policy, source: { name, attachedTo } }]);
}

function context(step: number): ReadonlyMap<string, string> {
  return new Map([
    ['aws:securetransport', String(step % 9 !== 0)],
    ['aws:sourceip', `10.0.0.${step % 250}`],
    ['aws:principaltag/team', step % 2 === 0 ? 'blue' : 'red'],
    ['aws:currenttime', '2026-11-24T00:00:00Z'],
    ['aws:requestedregion', 'us-east-1'],
  ]);
}

function resourceOf(action: string, step: number): string {
  if (action === 'sts:AssumeRole')
    return `arn:aws:iam::${ACCOUNT}:role/${['deployer', 'auditor', 'breakglass'][step % 3]}`;
  if (action.startsWith('iam:')) return `arn:aws:iam::${ACCOUNT}:user/${step % 4}`;
  return action === 's3:ListBucket' ? 'arn:aws:s3:::notes' : `arn:aws:s3:::notes/${step % 20}`;
}

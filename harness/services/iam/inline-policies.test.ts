import {
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteGroupPolicyCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  GetGroupPolicyCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, ALLOW_ALL, ALLOW_LIST, createIamCalls, trusting } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';
import { encodeDocument } from './documents.js';

const NAMES = { UserName: 'it', GroupName: 'it', RoleName: 'it' };
const KINDS = [
  {
    kind: 'user',
    limit: 2048,
    put: PutUserPolicyCommand,
    get: GetUserPolicyCommand,
    list: ListUserPoliciesCommand,
    remove: DeleteUserPolicyCommand,
  },
  {
    kind: 'group',
    limit: 5120,
    put: PutGroupPolicyCommand,
    get: GetGroupPolicyCommand,
    list: ListGroupPoliciesCommand,
    remove: DeleteGroupPolicyCommand,
  },
  {
    kind: 'role',
    limit: 10_240,
    put: PutRolePolicyCommand,
    get: GetRolePolicyCommand,
    list: ListRolePoliciesCommand,
    remove: DeleteRolePolicyCommand,
  },
] as const;

const withEntities = () => {
  const calls = createIamCalls();
  calls.run(CreateUserCommand, { UserName: 'it' });
  calls.run(CreateGroupCommand, { GroupName: 'it' });
  calls.run(CreateRoleCommand, { RoleName: 'it', AssumeRolePolicyDocument: trusting(ACCOUNT) });
  return calls;
};

test.each(KINDS)(
  'a policy is written into a $kind, replaced, listed by name and deleted',
  ({ put, get, list, remove }) => {
    const { run } = withEntities();
    run(put, { ...NAMES, PolicyName: 'second', PolicyDocument: ALLOW_LIST });
    run(put, { ...NAMES, PolicyName: 'first', PolicyDocument: ALLOW_LIST });
    run(put, { ...NAMES, PolicyName: 'second', PolicyDocument: `${ALLOW_ALL}\n` });
    expect(run(list, { ...NAMES, MaxItems: 1 })).toMatchObject({ PolicyNames: ['first'], IsTruncated: true });
    expect(run(list, NAMES)).toEqual({ PolicyNames: ['first', 'second'], IsTruncated: false });
    expect(run(get, { ...NAMES, PolicyName: 'second' })).toMatchObject({
      PolicyName: 'second',
      PolicyDocument: encodeDocument(`${ALLOW_ALL}\n`),
    });
    run(remove, { ...NAMES, PolicyName: 'second' });
    expect(run(list, NAMES).PolicyNames).toEqual(['first']);
  },
);

test.each(KINDS)(
  'a missing policy of a $kind cannot be found, nor can a missing $kind',
  ({ kind, put, get, remove }) => {
    const { run } = withEntities();
    const missing = { ...NAMES, PolicyName: 'none', PolicyDocument: ALLOW_LIST };
    const noPolicy = ['NoSuchEntity', `The ${kind} policy with name none cannot be found.`];
    expect(refusal(() => run(get, missing))).toEqual(noPolicy);
    expect(refusal(() => run(remove, missing))).toEqual(noPolicy);
    const noEntity = ['NoSuchEntity', `The ${kind} with name it cannot be found.`];
    const empty = createIamCalls();
    for (const command of [put, get, remove]) expect(refusal(() => empty.run(command, missing))).toEqual(noEntity);
  },
);

test.each(KINDS)(
  'the policies of a $kind may have $limit characters together, white space left out',
  ({ kind, limit, put }) => {
    const { run } = withEntities();
    const documentOf = (size: number) => {
      const Action = 's3:'.padEnd(3 + size - ALLOW_LIST.length + 's3:ListAllMyBuckets'.length - 3, 'x');
      return ALLOW_LIST.replace('s3:ListAllMyBuckets', Action);
    };
    const write = (PolicyName: string, PolicyDocument: string) =>
      refusal(() => run(put, { ...NAMES, PolicyName, PolicyDocument }));
    expect(write('a', documentOf(limit - 200))).toBeUndefined();
    expect(write('b', ` ${documentOf(200)}\n`.trim())).toBeUndefined();
    expect(write('b', documentOf(201))).toEqual([
      'LimitExceeded',
      `Maximum policy size of ${limit} bytes exceeded for ${kind} it`,
    ]);
  },
);

test.each(['"Version":"2008-10-17",', ''])('an inline policy may be of an older version: %s', (version) => {
  const { run } = withEntities();
  const PolicyDocument = ALLOW_LIST.replace('"Version":"2012-10-17",', version);
  expect(PolicyDocument).not.toBe(ALLOW_LIST);
  run(PutUserPolicyCommand, { UserName: 'it', PolicyName: 'p', PolicyDocument });
  expect(refusal(() => run(CreatePolicyCommand, { PolicyName: 'p', PolicyDocument }))).toEqual([
    'MalformedPolicyDocument',
    'Policy document must be version 2012-10-17 or greater.',
  ]);
});

test('a malformed document is refused', () => {
  const { run } = withEntities();
  const input = { UserName: 'it', PolicyName: 'p', PolicyDocument: '{}' };
  expect(refusal(() => run(PutUserPolicyCommand, input))).toEqual([
    'MalformedPolicyDocument',
    'Syntax errors in policy.',
  ]);
});

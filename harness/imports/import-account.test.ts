import { expect, test } from 'vitest';
import { type Accounts, createAccounts } from '../account/accounts.js';
import type { AwsPolicies } from '../account/managed-policies.js';
import { InvalidImport, importAccounts, importText } from './index.js';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const CREATED = '2024-05-06T07:08:09Z';
const ALLOW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';

const ADMIN = {
  arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  name: 'AdministratorAccess',
  path: '/',
  versionId: 'v1',
  createDate: 1,
  updateDate: 1,
  document: () => ALLOW,
};

function openAccounts(): Accounts {
  const awsPolicies: AwsPolicies = {
    get: (arn) => (arn === ADMIN.arn ? ADMIN : undefined),
    arns: () => [ADMIN.arn],
  };
  return createAccounts({ wallClock: () => 0, seed: 'imports', awsPolicies });
}

type Members = Readonly<Record<string, unknown>>;

const user = (name: string, more: Members = {}, account = ACCOUNT) => ({
  Path: '/',
  UserName: name,
  UserId: `AIDA${name.toUpperCase()}`,
  Arn: `arn:aws:iam::${account}:user/${name}`,
  CreateDate: CREATED,
  ...more,
});

const role = (name: string, principal: unknown, more: Members = {}, account = ACCOUNT) => ({
  Path: '/',
  RoleName: name,
  RoleId: `AROA${name.toUpperCase()}`,
  Arn: `arn:aws:iam::${account}:role/${name}`,
  CreateDate: CREATED,
  AssumeRolePolicyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  },
  ...more,
});

const page = (lists: Members) => ({
  UserDetailList: [],
  GroupDetailList: [],
  RoleDetailList: [],
  Policies: [],
  ...lists,
});
const withUser = (more: Members) => page({ UserDetailList: [user('ann', more)] });
const inline = (PolicyDocument: unknown) => withUser({ UserPolicyList: [{ PolicyName: 'p', PolicyDocument }] });

function problemsOf(source: object | string, options = {}): readonly string[] {
  const accounts = openAccounts();
  try {
    importAccounts(accounts, [source], options);
  } catch (error) {
    if (!(error instanceof InvalidImport)) throw error;
    expect([...accounts]).toEqual([]);
    return error.problems.map(({ path, reason }) => `${path} ${reason}`);
  }
  return [];
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
test.each([
  ['URL-encoded', encodeURIComponent(ALLOW)],
  ['an object', JSON.parse(ALLOW)],
  ['JSON', ALLOW],
])('a document is read when it is %s', (_, document) => {
  const accounts = openAccounts();
  importAccounts(accounts, [inline(document)]);
  expect(accounts.get(ACCOUNT).users.named('ann')?.inlinePolicies).toEqual([{ name: 'p', document: ALLOW }]);
});

test('a plus sign in a URL-encoded document stays one', () => {
  const document = ALLOW.replace('s3:*', 's3:Get+');
  const accounts = openAccounts();
  importAccounts(accounts, [inline(encodeURIComponent(document).replace('%2B', '+'))]);
  expect(accounts.get(ACCOUNT).users.named('ann')?.inlinePolicies[0]?.document).toBe(document);
});

test.each([CREATED, '2024-05-06 07:08:09+00:00', '2024-05-06T09:08:09+02:00', 1714979289, new Date(CREATED)])(
  'the date %s is understood',
  (CreateDate) => {
    const accounts = openAccounts();
    importAccounts(accounts, [withUser({ CreateDate })]);
    expect(accounts.get(ACCOUNT).users.named('ann')?.createDate).toBe(Date.parse(CREATED));
  },
);

test('pages and accounts are loaded together, and trust policies know the ids of each other', () => {
  const accounts = openAccounts();
  const first = { ...withUser({}), IsTruncated: true, Marker: 'm' };
  const second = {
    ...page({ RoleDetailList: [role('r', { AWS: `arn:aws:iam::${OTHER}:user/bob` })] }),
    IsTruncated: false,
  };
  const other = page({ UserDetailList: [user('bob', {}, OTHER)] });
  const report = importAccounts(accounts, [
    { file: 'one.json', text: JSON.stringify([first, second]) },
    { file: 'other.json', text: JSON.stringify({ [OTHER]: other }) },
  ]);
  expect(report.accounts.map(({ id, users, roles }) => [id, users, roles])).toEqual([
    [ACCOUNT, 1, 1],
    [OTHER, 1, 0],
  ]);
  const trust = accounts.get(ACCOUNT).roles.named('r')?.trust;
  expect([...(trust?.principalIds ?? [])]).toEqual([[`arn:aws:iam::${OTHER}:user/bob`, 'AIDABOB']]);
});

test('an account that holds nothing is told by its number', () => {
  const accounts = openAccounts();
  expect(importAccounts(accounts, [page({})], { account: ACCOUNT }).accounts).toMatchObject([
    { id: ACCOUNT, users: 0 },
  ]);
  expect(problemsOf(page({}))).toEqual([' names no account; pass its number as `account`']);
});

const MISMATCH = `UserDetailList[0].Arn is \`arn:aws:iam::${ACCOUNT}:user/x/ann\`, and path and name make \`arn:aws:iam::${ACCOUNT}:user/ann\``;
const NO_EFFECT = 'has no readable statement 1: it needs an `Effect` of `Allow` or `Deny`';
const AT = 'UserDetailList[0].UserPolicyList[0].PolicyDocument';

test.each<[string, object, readonly string[]]>([
  [
    'a file of something else',
    { Users: [] },
    [
      ' is no answer of GetAccountAuthorizationDetails: it has none of `UserDetailList`, `GroupDetailList`, `RoleDetailList`, `Policies`',
    ],
  ],
  [
    'a cut file',
    { ...withUser({}), IsTruncated: true },
    [' is cut: more pages follow in the account, and none was given; fetch them all'],
  ],
  [
    'a cut file of the CLI',
    { ...withUser({}), NextToken: 'x' },
    [' is cut: more pages follow in the account, and none was given; fetch them all'],
  ],
  ['a missing name', withUser({ UserName: undefined }), ['UserDetailList[0].UserName is missing']],
  [
    'a wrong date',
    withUser({ CreateDate: 'May' }),
    ['UserDetailList[0].CreateDate is no date; write e.g. `2026-11-24T10:00:00Z`'],
  ],
  ['an ARN that does not fit', withUser({ Arn: `arn:aws:iam::${ACCOUNT}:user/x/ann` }), [MISMATCH]],
  [
    'another partition',
    withUser({ Arn: `arn:aws-cn:iam::${ACCOUNT}:user/ann` }),
    ['UserDetailList[0].Arn is in the partition `aws-cn`; only `aws` is emulated'],
  ],
  ['a document that is no JSON', inline('%7Bx'), [`${AT} is neither JSON nor URL-encoded JSON`]],
  ['a statement without an effect', inline({ Statement: [{ Action: '*' }] }), [`${AT} ${NO_EFFECT}`]],
  [
    'two users of one name',
    page({ UserDetailList: [user('ann'), user('Ann', { UserId: 'AIDA2' })] }),
    ['UserDetailList[1] has the name `Ann`, which `UserDetailList[0]` has too'],
  ],
  [
    'accounts that are mixed',
    page({ UserDetailList: [user('ann'), user('bob', {}, OTHER)] }),
    [` mixes the accounts \`${ACCOUNT}\`, \`${OTHER}\`; give each a page of its own`],
  ],
])('%s is refused with its place, and nothing is changed', (_, source, problems) => {
  expect(problemsOf(source)).toEqual(problems);
});

test('a text that is no JSON is refused under its name', () => {
  const source = { file: 'account.json', text: '{' };
  expect(() => importAccounts(openAccounts(), [source])).toThrow(/nothing was imported: `account.json` is no JSON: /);
});

test('what is referred to and not there is refused, or told where the import is lenient', () => {
  const missing = 'arn:aws:iam::aws:policy/NoSuchPolicy';
  const source = withUser({ AttachedManagedPolicies: [{ PolicyArn: missing }], GroupList: ['devs'] });
  const advice = 'which is not in the file; fetch it without `--filter`, or import with `lenient`';
  expect(problemsOf(source)).toEqual([
    `UserDetailList[0].AttachedManagedPolicies[0] refers to the managed policy \`${missing}\`, ${advice}`,
    `UserDetailList[0].GroupList[0] refers to the group \`devs\`, ${advice}`,
  ]);
  const accounts = openAccounts();
  const { findings } = importAccounts(accounts, [source], { lenient: true });
  expect(accounts.get(ACCOUNT).users.named('ann')?.attachedPolicies).toEqual([]);
  expect(findings.map(({ kind, message }) => `${kind} ${message}`)).toEqual([
    `unknown the managed policy \`${missing}\` is not in the file; it counts as absent`,
    'unknown the group `devs` is not in the file; it counts as absent',
  ]);
});

test('an account that is not empty is left alone', () => {
  const accounts = openAccounts();
  importAccounts(accounts, [withUser({})]);
  expect(() => importAccounts(accounts, [withUser({ UserId: 'AIDA2' })])).toThrow('is not empty here');
  expect(accounts.get(ACCOUNT).users.named('ann')?.id).toBe('AIDAANN');
});

test('a principal of an account that is not here is known by its ARN, a deleted one by its id', () => {
  const stranger = `arn:aws:iam::${OTHER}:role/deploy`;
  const accounts = openAccounts();
  const source = page({ RoleDetailList: [role('r', { AWS: [stranger, 'AROADELETEDEXAMPLE123', OTHER] })] });
  const { findings } = importAccounts(accounts, [source]);
  expect(findings).toMatchObject([{ kind: 'other-account', path: 'RoleDetailList[0].AssumeRolePolicyDocument' }]);
  expect([...(accounts.get(ACCOUNT).roles.named('r')?.trust.principalIds ?? [])]).toEqual([
    [stranger, stranger],
    ['AROADELETEDEXAMPLE123', 'AROADELETEDEXAMPLE123'],
  ]);
});

test('the report tells what was loaded, found, assumed, and cannot be known', () => {
  const policy = {
    PolicyName: 'AdministratorAccess',
    PolicyId: 'ANPAADMIN',
    Arn: ADMIN.arn,
    Path: '/',
    DefaultVersionId: 'v2',
    CreateDate: CREATED,
    UpdateDate: CREATED,
    PolicyVersionList: [{ VersionId: 'v2', IsDefaultVersion: true, Document: ALLOW, CreateDate: CREATED }],
  };
  const source = page({ RoleDetailList: [role('r', { AWS: ACCOUNT }, { Colour: 'red' })], Policies: [policy] });
  const text = importText(importAccounts(openAccounts(), [{ file: 'account.json', text: JSON.stringify(source) }]));
  expect(text.split('\n').slice(0, 4)).toEqual([
    `account ${ACCOUNT}: 0 users, 0 groups, 1 role, 0 instance profiles, 0 policies, 1 AWS managed policy`,
    'ignored: `account.json`, `RoleDetailList[0]`: `Colour` of this RoleDetail is not read',
    `other-version: \`account.json\`, \`Policies[0]\`: \`${ADMIN.arn}\` is \`v2\` in the file and \`v1\` in the catalogue; the file's counts`,
    'assumed: the MaxSessionDuration of a role is 3600 seconds (1 time)',
  ]);
  expect(text).toContain('not in the file: access keys, passwords');
});

test('a document that AWS would refuse today is told and loaded', () => {
  const accounts = openAccounts();
  const { findings } = importAccounts(accounts, [
    inline({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'bad', Resource: '*' }] }),
  ]);
  expect(findings).toMatchObject([{ kind: 'refused-today', path: AT }]);
  expect(accounts.get(ACCOUNT).users.size).toBe(1);
});

test('a file from which someone was left out is told by the counts of its policies', () => {
  const policy = {
    PolicyName: 'own',
    PolicyId: 'ANPAOWN',
    Arn: `arn:aws:iam::${ACCOUNT}:policy/own`,
    Path: '/',
    DefaultVersionId: 'v1',
    AttachmentCount: 2,
    CreateDate: CREATED,
    UpdateDate: CREATED,
    PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: ALLOW, CreateDate: CREATED }],
  };
  const { findings } = importAccounts(openAccounts(), [page({ Policies: [policy] })]);
  const message = `\`${policy.Arn}\` is attached 2 times in the account, and 0 times in the file`;
  expect(findings).toMatchObject([{ kind: 'incomplete', path: 'Policies[0].AttachmentCount', message }]);
});

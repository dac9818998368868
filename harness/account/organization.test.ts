import { expect, test } from 'vitest';
import { InvalidOrganization, memberships, type OrganizationDescription } from './organization.js';

const deny = (Action: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action, Resource: '*' }] });
const scp = (id: string, document: object | string = deny('iam:*')) => ({ id, name: id, document });

const organization = (root: Partial<OrganizationDescription['root']>): OrganizationDescription => ({
  id: 'o-exampleorgid',
  managementAccount: '111111111111',
  root: { id: 'r-ab12', ...root },
});

test('every level above an account takes part, and its path names them', () => {
  const units = [{ id: 'ou-ab12-11111111', scps: [scp('p-unit1')], accounts: ['222222222222'] }];
  const members = memberships(organization({ accounts: [{ id: '333333333333', scps: [] }], units }));
  expect(members.get('222222222222')).toMatchObject({
    organizationId: 'o-exampleorgid',
    path: 'o-exampleorgid/r-ab12/ou-ab12-11111111/',
  });
  expect(members.get('222222222222')?.scps?.map(({ policies }) => policies.map(({ source }) => source.name))).toEqual([
    ['FullAWSAccess'],
    ['p-unit1'],
    ['FullAWSAccess'],
  ]);
  expect(members.get('333333333333')?.scps?.at(-1)?.policies).toEqual([]);
  expect(members.get('444444444444')).toBeUndefined();
});

test('the management account is a member that no policy binds', () => {
  const members = memberships(organization({ scps: [scp('p-deny')] }));
  expect(members.get('111111111111')).toMatchObject({
    path: 'o-exampleorgid/r-ab12/',
    scps: undefined,
    rcps: undefined,
  });
});

test.each<[OrganizationDescription, string]>([
  [{ ...organization({}), id: 'example' }, '`example` is no id of an organization'],
  [organization({ id: 'root' }), '`root` is no id of a root; write one like `r-ab12`'],
  [organization({ units: [{ id: 'prod' }] }), '`prod` is no id of an organizational unit'],
  [organization({ accounts: ['2222'] }), '`2222` is no id of an account'],
  [organization({ accounts: ['222222222222', '222222222222'] }), 'account `222222222222` is in two places'],
  [organization({ scps: [scp('p-x', '{')] }), 'policy `p-x` of `r-ab12`: '],
  [organization({ scps: [scp('p-x', deny('a'.repeat(10_240)))] }), 'characters; at most 10240'],
  [organization({ scps: Array.from({ length: 11 }, (_, i) => scp(`p-${i}`)) }), '`r-ab12` has 11 SCPs; at most 10'],
  [organization({ rcps: [scp('p-x', deny('s3:*'))] }), 'does not meet the requirements of the specified policy type'],
])('a description that does not hold together is refused', (description, message) => {
  expect(() => memberships(description)).toThrow(InvalidOrganization);
  expect(() => memberships(description)).toThrow(message);
});

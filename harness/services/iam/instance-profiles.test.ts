import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  GetInstanceProfileCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListInstanceProfileTagsCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, createIamCalls, NOW_IN_SECONDS, trusting } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';

const InstanceProfileName = 'web';
const RoleName = 'server';

function withProfileAndRole() {
  const calls = createIamCalls();
  calls.run(CreateInstanceProfileCommand, { InstanceProfileName, Path: '/x/', Tags: [{ Key: 'a', Value: 'b' }] });
  calls.run(CreateRoleCommand, { RoleName, AssumeRolePolicyDocument: trusting(ACCOUNT) });
  return calls;
}

test('an instance profile holds one role', () => {
  const { run } = withProfileAndRole();
  run(AddRoleToInstanceProfileCommand, { InstanceProfileName, RoleName });
  const { InstanceProfile } = run(GetInstanceProfileCommand, { InstanceProfileName });
  expect(InstanceProfile).toMatchObject({
    Path: '/x/',
    InstanceProfileName,
    InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/x/web`,
    CreateDate: NOW_IN_SECONDS,
    Roles: [{ RoleName }],
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  expect(refusal(() => run(AddRoleToInstanceProfileCommand, { InstanceProfileName, RoleName }))).toEqual([
    'LimitExceeded',
    'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  ]);
  const listed = run(ListInstanceProfilesForRoleCommand, { RoleName }).InstanceProfiles;
  expect(listed).toEqual(run(ListInstanceProfilesCommand, { PathPrefix: '/x/' }).InstanceProfiles);
  expect(listed?.[0]).not.toHaveProperty('Tags');
});

test('adding a role needs the permission to pass it to EC2', () => {
  const { needs } = withProfileAndRole();
  expect(needs(AddRoleToInstanceProfileCommand, { InstanceProfileName, RoleName })).toMatchObject([
    { resource: `arn:aws:iam::${ACCOUNT}:instance-profile/x/web` },
    {
      action: 'iam:PassRole',
      resource: `arn:aws:iam::${ACCOUNT}:role/server`,
      keys: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    },
  ]);
});

test('neither the profile nor the role can be deleted while they are together', () => {
  const { run } = withProfileAndRole();
  run(AddRoleToInstanceProfileCommand, { InstanceProfileName, RoleName });
  const conflict = ['DeleteConflict', 'Cannot delete entity, must remove roles from instance profile first.'];
  expect(refusal(() => run(DeleteInstanceProfileCommand, { InstanceProfileName }))).toEqual(conflict);
  expect(refusal(() => run(DeleteRoleCommand, { RoleName }))).toEqual(conflict);
  run(RemoveRoleFromInstanceProfileCommand, { InstanceProfileName, RoleName });
  expect(refusal(() => run(RemoveRoleFromInstanceProfileCommand, { InstanceProfileName, RoleName }))).toEqual([
    'NoSuchEntity',
    'Role server in Instance Profile web cannot be found.',
  ]);
  run(DeleteInstanceProfileCommand, { InstanceProfileName });
  run(DeleteRoleCommand, { RoleName });
  expect(refusal(() => run(GetInstanceProfileCommand, { InstanceProfileName }))).toEqual([
    'NoSuchEntity',
    'Instance Profile web cannot be found.',
  ]);
});

test('a name is taken without regard to case', () => {
  const { run } = withProfileAndRole();
  expect(refusal(() => run(CreateInstanceProfileCommand, { InstanceProfileName: 'WEB' }))).toEqual([
    'EntityAlreadyExists',
    'Instance Profile WEB already exists.',
  ]);
});

test('an instance profile is tagged', () => {
  const { run } = withProfileAndRole();
  run(TagInstanceProfileCommand, { InstanceProfileName, Tags: [{ Key: 'c', Value: 'd' }] });
  run(UntagInstanceProfileCommand, { InstanceProfileName, TagKeys: ['a'] });
  expect(run(ListInstanceProfileTagsCommand, { InstanceProfileName }).Tags).toEqual([{ Key: 'c', Value: 'd' }]);
});

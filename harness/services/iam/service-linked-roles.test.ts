import {
  AttachRolePolicyCommand,
  CreateServiceLinkedRoleCommand,
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  ListAttachedRolePoliciesCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, createIamCalls } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';
import { managedPolicies } from '../../reference/managed-policies.js';
import { LINKED_SERVICES } from './linked-services.js';

const AWSServiceName = 'ecs.amazonaws.com';
const RoleName = 'AWSServiceRoleForECS';

test('the policy of each linked service is in the catalogue of AWS', () => {
  const catalogue = managedPolicies();
  const missing = Object.values(LINKED_SERVICES).filter(
    ({ policy }) => !catalogue.get(`arn:aws:iam::aws:policy/aws-service-role/${policy}`),
  );
  expect(missing).toEqual([]);
});

test('a service-linked role is made with its path, trust and policy', () => {
  const { run, needs } = createIamCalls();
  const { Role } = run(CreateServiceLinkedRoleCommand, { AWSServiceName, Description: 'for ECS' });
  expect(Role).toMatchObject({
    RoleName,
    Path: '/aws-service-role/ecs.amazonaws.com/',
    Arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/${RoleName}`,
    Description: 'for ECS',
  });
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain('"Service":["ecs.amazonaws.com"]');
  const kept = run(GetRoleCommand, { RoleName }).Role?.AssumeRolePolicyDocument ?? '';
  expect(decodeURIComponent(kept)).toContain('"Service":"ecs.amazonaws.com"');
  expect(run(ListAttachedRolePoliciesCommand, { RoleName }).AttachedPolicies).toEqual([
    {
      PolicyName: 'AmazonECSServiceRolePolicy',
      PolicyArn: 'arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy',
    },
  ]);
  expect(needs(CreateServiceLinkedRoleCommand, { AWSServiceName })).toEqual([
    { resource: Role?.Arn, keys: { 'iam:AWSServiceName': AWSServiceName } },
  ]);
});

test('there is one role of a service, or several with suffixes where it takes them', () => {
  const { run } = createIamCalls();
  run(CreateServiceLinkedRoleCommand, { AWSServiceName });
  expect(refusal(() => run(CreateServiceLinkedRoleCommand, { AWSServiceName }))).toEqual([
    'InvalidInput',
    'Service role name AWSServiceRoleForECS has been taken in this account, please try a different suffix.',
  ]);
  expect(refusal(() => run(CreateServiceLinkedRoleCommand, { AWSServiceName, CustomSuffix: 'x' }))).toEqual([
    'InvalidInput',
    'Custom suffix is not allowed for ecs.amazonaws.com',
  ]);
  const suffixed = { AWSServiceName: 'autoscaling.amazonaws.com', CustomSuffix: 'blue' };
  expect(run(CreateServiceLinkedRoleCommand, suffixed).Role?.RoleName).toBe('AWSServiceRoleForAutoScaling_blue');
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-service-linked-role.html; TagRole has no UnmodifiableEntity. */
test('its description and its tags may be changed by everyone', () => {
  const { run } = createIamCalls();
  run(CreateServiceLinkedRoleCommand, { AWSServiceName });
  run(UpdateRoleCommand, { RoleName, Description: 'ours' });
  const Tags = [{ Key: 'team', Value: 'blue' }];
  run(TagRoleCommand, { RoleName, Tags });
  expect(run(GetRoleCommand, { RoleName }).Role).toMatchObject({ Description: 'ours', Tags });
  run(UntagRoleCommand, { RoleName, TagKeys: ['team'] });
  expect(run(UpdateRoleDescriptionCommand, { RoleName, Description: 'new' }).Role?.Description).toBe('new');
  expect(run(GetRoleCommand, { RoleName }).Role).not.toHaveProperty('Tags');
});

test('no one but its service may change it, and it is deleted by a task', () => {
  const { run } = createIamCalls();
  run(CreateServiceLinkedRoleCommand, { AWSServiceName });
  const refused = ['UnmodifiableEntity', expect.stringContaining(`the protected role '${RoleName}'`)];
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  expect(refusal(() => run(AttachRolePolicyCommand, { RoleName, PolicyArn }))).toEqual(refused);
  expect(refusal(() => run(DeleteRoleCommand, { RoleName }))).toEqual(refused);
  expect(refusal(() => run(UpdateRoleCommand, { RoleName, MaxSessionDuration: 7200 }))).toEqual(refused);
  const { DeletionTaskId = '' } = run(DeleteServiceLinkedRoleCommand, { RoleName });
  expect(DeletionTaskId).toMatch(
    /^task\/aws-service-role\/ecs\.amazonaws\.com\/AWSServiceRoleForECS\/[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/,
  );
  expect(run(GetServiceLinkedRoleDeletionStatusCommand, { DeletionTaskId })).toEqual({ Status: 'SUCCEEDED' });
  expect(refusal(() => run(GetRoleCommand, { RoleName }))?.[0]).toBe('NoSuchEntity');
  const unknown = { DeletionTaskId: `${DeletionTaskId}x` };
  expect(refusal(() => run(GetServiceLinkedRoleDeletionStatusCommand, unknown))?.[0]).toBe('NoSuchEntity');
});

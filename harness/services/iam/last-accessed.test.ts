import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsWithEntitiesCommand,
  ListPoliciesGrantingServiceAccessCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, ALLOW_LIST, createIamCalls, NOW_IN_SECONDS } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';

const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
const TEAM = `arn:aws:iam::${ACCOUNT}:group/team`;
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Alice may list buckets, and listed them; the team may do everything. */
function withAccess() {
  const calls = createIamCalls();
  const { run, account } = calls;
  const { User } = run(CreateUserCommand, { UserName: 'alice' });
  run(PutUserPolicyCommand, { UserName: 'alice', PolicyName: 'list', PolicyDocument: ALLOW_LIST });
  run(CreateGroupCommand, { GroupName: 'team' });
  run(AttachGroupPolicyCommand, { GroupName: 'team', PolicyArn: ADMINISTRATOR });
  account.accessHistory.record({
    principalId: User?.UserId ?? '',
    principalArn: ALICE,
    service: 's3',
    action: 'ListAllMyBuckets',
    date: NOW_IN_SECONDS.getTime(),
    region: 'eu-central-1',
  });
  const report = (Arn: string, Granularity?: 'ACTION_LEVEL') => {
    const { JobId = '' } = run(GenerateServiceLastAccessedDetailsCommand, { Arn, ...(Granularity && { Granularity }) });
    return { JobId, details: run(GetServiceLastAccessedDetailsCommand, { JobId, MaxItems: 1000 }) };
  };
  return { ...calls, report };
}

test('the report of a user shows the services that its policies name, with their last use', () => {
  const { report } = withAccess();
  const { details } = report(ALICE, 'ACTION_LEVEL');
  expect(details).toMatchObject({ JobStatus: 'COMPLETED', JobType: 'ACTION_LEVEL', JobCreationDate: NOW_IN_SECONDS });
  expect(details.ServicesLastAccessed).toEqual([
    {
      ServiceName: 'Amazon S3',
      ServiceNamespace: 's3',
      TotalAuthenticatedEntities: 1,
      LastAuthenticated: NOW_IN_SECONDS,
      LastAuthenticatedEntity: ALICE,
      LastAuthenticatedRegion: 'eu-central-1',
      TrackedActionsLastAccessed: [
        {
          ActionName: 'ListAllMyBuckets',
          LastAccessedEntity: ALICE,
          LastAccessedTime: NOW_IN_SECONDS,
          LastAccessedRegion: 'eu-central-1',
        },
      ],
    },
  ]);
});

test('the report of a group, and of its policy, shows what its members used', () => {
  const { run, report } = withAccess();
  run(AddUserToGroupCommand, { UserName: 'alice', GroupName: 'team' });
  for (const arn of [TEAM, ADMINISTRATOR]) {
    const { details, JobId } = report(arn);
    expect(details.ServicesLastAccessed?.length).toBeGreaterThan(300);
    const used = details.ServicesLastAccessed?.filter(({ LastAuthenticated }) => LastAuthenticated !== undefined);
    expect(used).toMatchObject([{ ServiceNamespace: 's3', LastAuthenticatedEntity: ALICE }]);
    const entities = run(GetServiceLastAccessedDetailsWithEntitiesCommand, { JobId, ServiceNamespace: 's3' });
    expect(entities.EntityDetailsList).toMatchObject([
      { EntityInfo: { Arn: ALICE, Name: 'alice', Type: 'USER', Path: '/' }, LastAuthenticated: NOW_IN_SECONDS },
    ]);
  }
});

test('a report is for the one who asked for it', () => {
  const { account, as, report } = withAccess();
  const { JobId } = report(ALICE);
  const user = account.users.named('alice');
  if (!user) throw new TypeError('`alice` was not made: see `CreateUser`');
  const alice = as({ kind: 'user', account, user, accessKeyId: 'AKIA1' });
  expect(refusal(() => alice.run(GetServiceLastAccessedDetailsCommand, { JobId }))?.[0]).toBe('NoSuchEntity');
});

test('what is no identity or policy has no report', () => {
  const { report } = withAccess();
  expect(refusal(() => report(`${ALICE}x`))).toEqual(['NoSuchEntity', 'The user with name alicex cannot be found.']);
  expect(refusal(() => report('arn:aws:s3:::bucket-with-a-name'))?.[0]).toBe('InvalidInput');
});

test('the policies that grant a service are listed, those of groups too', () => {
  const { run } = withAccess();
  run(AddUserToGroupCommand, { UserName: 'alice', GroupName: 'team' });
  const input = { Arn: ALICE, ServiceNamespaces: ['s3', 'ec2'] };
  const administrator = { PolicyName: 'AdministratorAccess', PolicyType: 'MANAGED', PolicyArn: ADMINISTRATOR };
  expect(run(ListPoliciesGrantingServiceAccessCommand, input).PoliciesGrantingServiceAccess).toEqual([
    {
      ServiceNamespace: 's3',
      Policies: [{ PolicyName: 'list', PolicyType: 'INLINE', EntityType: 'USER', EntityName: 'alice' }, administrator],
    },
    { ServiceNamespace: 'ec2', Policies: [administrator] },
  ]);
});

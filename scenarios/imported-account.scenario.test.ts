import * as iam from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Emulator, startEmulator } from 'iam-rehearsal';
import { expect, onTestFinished, test } from 'vitest';
import { refusal } from './refusal.js';

/** An account of AWS, as `aws iam get-account-authorization-details` told it, is rehearsed in offline. */
const ACCOUNT = '111122223333';
const CATALOGUED = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const UNHEARD_OF = 'arn:aws:iam::aws:policy/service-role/FromTheFuture';

const document = (Action: string | readonly string[], Effect = 'Allow') => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action, Resource: '*' }],
});

async function opened(): Promise<Emulator> {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  return emulator;
}

function rootClient(emulator: Emulator): iam.IAMClient {
  return new iam.IAMClient(emulator.clientConfig(emulator.account(ACCOUNT).root));
}

/** All pages of what the API answers, without what tells one call from another. */
async function details(client: iam.IAMClient) {
  const pages = [];
  for await (const page of iam.paginateGetAccountAuthorizationDetails({ client, pageSize: 3 }, {})) {
    const { $metadata, Marker, ...lists } = page;
    pages.push({ ...lists, ...(Marker && { Marker }) });
  }
  return pages;
}

/** Something of everything that the format can tell. */
async function furnished(emulator: Emulator) {
  const client = rootClient(emulator);
  const json = (value: object) => JSON.stringify(value, undefined, 2);
  const send = (command: object) => client.send(command as iam.GetUserCommand);
  const Tags = [{ Key: 'team', Value: 'blue + red' }];
  const made = { PolicyName: 'own', Path: '/app/', Description: 'ours', PolicyDocument: json(document('s3:*')) };
  const { Policy } = await client.send(new iam.CreatePolicyCommand(made));
  const PolicyArn = Policy?.Arn ?? '';
  const PolicyDocument = json(document('s3:Get*'));
  await send(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
  await send(new iam.CreateGroupCommand({ GroupName: 'Devs', Path: '/app/' }));
  await send(new iam.PutGroupPolicyCommand({ GroupName: 'Devs', PolicyName: 'g', PolicyDocument }));
  await send(new iam.AttachGroupPolicyCommand({ GroupName: 'Devs', PolicyArn }));
  for (const UserName of ['ann', 'bob']) {
    await send(new iam.CreateUserCommand({ UserName, Path: '/app/', Tags, PermissionsBoundary: CATALOGUED }));
    await send(
      new iam.PutUserPolicyCommand({ UserName, PolicyName: 'u', PolicyDocument: json(document(['sts:*', 'a:b'])) }),
    );
    await send(new iam.AddUserToGroupCommand({ UserName, GroupName: 'Devs' }));
  }
  const trusted = [`arn:aws:iam::${ACCOUNT}:user/app/ann`, `arn:aws:iam::${ACCOUNT}:user/app/bob`];
  const trust = { Effect: 'Allow', Principal: { AWS: trusted }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = json({ Version: '2012-10-17', Statement: [trust] });
  await send(new iam.CreateRoleCommand({ RoleName: 'reader', Path: '/app/', AssumeRolePolicyDocument, Tags }));
  await send(new iam.AttachRolePolicyCommand({ RoleName: 'reader', PolicyArn: CATALOGUED }));
  await send(new iam.PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'r', PolicyDocument }));
  await send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'machine', Path: '/app/' }));
  await send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName: 'machine', RoleName: 'reader' }));
  await send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName: 'autoscaling.amazonaws.com' }));
  // Shown by its id in the trust policy from now on.
  await send(new iam.RemoveUserFromGroupCommand({ UserName: 'bob', GroupName: 'Devs' }));
  await send(new iam.DeleteUserPolicyCommand({ UserName: 'bob', PolicyName: 'u' }));
  await send(new iam.DeleteUserCommand({ UserName: 'bob' }));
  return client;
}

test('what the API told of an account is what it tells after the import: ids, dates and documents', async () => {
  const told = await details(await furnished(await opened()));
  expect(told.length).toBeGreaterThan(1);
  const emulator = await opened();
  const report = emulator.importAccount(JSON.parse(JSON.stringify(told)));
  expect(report).toMatchObject({
    accounts: [{ id: ACCOUNT, users: 1, groups: 1, roles: 2, instanceProfiles: 1, policies: 1, awsPolicies: 2 }],
    findings: [],
  });
  expect(await details(rootClient(emulator))).toEqual(told);
});

test('what is exported can be imported, and is the same again', async () => {
  const original = await opened();
  await furnished(original);
  const exported = await original.exportAccount(ACCOUNT);
  const copy = await opened();
  copy.importAccount({ file: 'account.json', text: JSON.stringify(exported) });
  expect(await copy.exportAccount(ACCOUNT)).toEqual(exported);
});

/** As the AWS CLI prints it: documents as objects, and members that AWS leaves out where they are empty. */
const CLI_OUTPUT = {
  UserDetailList: [
    {
      Path: '/',
      UserName: 'ann',
      UserId: 'AIDACKCEVSQ6C2EXAMPLE',
      Arn: `arn:aws:iam::${ACCOUNT}:user/ann`,
      CreateDate: '2024-05-06T07:08:09+00:00',
      GroupList: ['Devs'],
      AttachedManagedPolicies: [],
      Tags: [],
    },
  ],
  GroupDetailList: [
    {
      Path: '/',
      GroupName: 'Devs',
      GroupId: 'AGPACKCEVSQ6C2EXAMPLE',
      Arn: `arn:aws:iam::${ACCOUNT}:group/Devs`,
      CreateDate: '2024-05-06T07:08:09+00:00',
      GroupPolicyList: [{ PolicyName: 'assume', PolicyDocument: document('sts:AssumeRole') }],
      AttachedManagedPolicies: [],
    },
  ],
  RoleDetailList: [
    {
      Path: '/',
      RoleName: 'reader',
      RoleId: 'AROACKCEVSQ6C2EXAMPLE',
      Arn: `arn:aws:iam::${ACCOUNT}:role/reader`,
      CreateDate: '2024-05-06T07:08:09+00:00',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
      },
      InstanceProfileList: [],
      RolePolicyList: [],
      AttachedManagedPolicies: [{ PolicyName: 'FromTheFuture', PolicyArn: UNHEARD_OF }],
      Tags: [],
      RoleLastUsed: {},
    },
  ],
  Policies: [
    {
      PolicyName: 'FromTheFuture',
      PolicyId: 'ANPACKCEVSQ6C2EXAMPLE',
      Arn: UNHEARD_OF,
      Path: '/service-role/',
      DefaultVersionId: 'v2',
      AttachmentCount: 1,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: '2024-05-06T07:08:09+00:00',
      UpdateDate: '2024-05-07T07:08:09+00:00',
      PolicyVersionList: [
        {
          Document: document('s3:ListAllMyBuckets'),
          VersionId: 'v2',
          IsDefaultVersion: true,
          CreateDate: '2024-05-07T07:08:09+00:00',
        },
        {
          Document: document('s3:*'),
          VersionId: 'v1',
          IsDefaultVersion: false,
          CreateDate: '2024-05-06T07:08:09+00:00',
        },
      ],
    },
  ],
};

test('users of an imported account are given keys with its root key, and may what they may in AWS', async () => {
  const emulator = await opened();
  const { accounts, findings } = emulator.importAccount(CLI_OUTPUT);
  expect(findings.map(({ kind }) => kind)).toEqual(['other-version']);
  const client = new iam.IAMClient(
    emulator.clientConfig(accounts[0]?.root ?? { accessKeyId: '', secretAccessKey: '' }),
  );
  const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName: 'ann' }));
  const ann = emulator.clientConfig({
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
  expect(await refusal(new S3Client(ann).send(new ListBucketsCommand({})))).toMatchObject({ code: 'AccessDenied' });
  const assume = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/reader`, RoleSessionName: 'ann' });
  const { Credentials: key } = await new STSClient(ann).send(assume);
  const session = emulator.clientConfig({
    accessKeyId: key?.AccessKeyId ?? '',
    secretAccessKey: key?.SecretAccessKey ?? '',
    sessionToken: key?.SessionToken ?? '',
  });
  expect((await new S3Client(session).send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  const versions = await client.send(new iam.ListPolicyVersionsCommand({ PolicyArn: UNHEARD_OF }));
  expect(versions.Versions?.map(({ VersionId }) => VersionId)).toEqual(['v2', 'v1']);
});

import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, GetBucketLocationCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { startEmulator } from 'iam-rehearsal';
import { expect, onTestFinished, test } from 'vitest';
import { refusal } from './refusal.js';

/** Service and resource control policies: an organization is told to the emulator as data. */
const [MANAGEMENT, MEMBER, OUTSIDE] = ['111111111111', '222222222222', '999999999999'];

const document = (statement: object) => ({ Version: '2012-10-17', Statement: [{ Resource: '*', ...statement }] });

async function organization() {
  const emulator = await startEmulator({
    organization: {
      id: 'o-exampleorgid',
      managementAccount: MANAGEMENT,
      root: {
        id: 'r-ab12',
        rcps: [
          {
            id: 'p-perimeter',
            name: 'perimeter',
            document: document({
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
            }),
          },
        ],
        units: [
          {
            id: 'ou-ab12-11111111',
            scps: [
              { id: 'p-allowed', name: 'allowed', document: document({ Effect: 'Allow', Action: ['s3:*', 'iam:*'] }) },
              {
                id: 'p-nolisting',
                name: 'no-listing',
                document: document({ Effect: 'Deny', Action: 's3:ListAllMyBuckets' }),
              },
            ],
            accounts: [MEMBER],
          },
        ],
      },
    },
  });
  onTestFinished(() => emulator.close());
  const rootOf = (id: string) => emulator.clientConfig(emulator.account(id).root);
  const administratorOf = async (id: string) => {
    const iam = new IAMClient(rootOf(id));
    await iam.send(new CreateUserCommand({ UserName: 'admin' }));
    const PolicyDocument = JSON.stringify(document({ Effect: 'Allow', Action: '*' }));
    await iam.send(new PutUserPolicyCommand({ UserName: 'admin', PolicyName: 'all', PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'admin' }));
    return emulator.clientConfig({
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    });
  };
  return { emulator, rootOf, administratorOf };
}

test('a Deny of an SCP binds administrators and root of a member account, and is named', async () => {
  const { rootOf, administratorOf } = await organization();
  const scp = `arn:aws:organizations::${MANAGEMENT}:policy/o-exampleorgid/service_control_policy/p-nolisting`;
  const denied = (arn: string) => ({
    code: 'AccessDenied',
    status: 403,
    message: `User: ${arn} is not authorized to perform: s3:ListAllMyBuckets with an explicit deny in a service control policy: ${scp}`,
  });
  const list = new ListBucketsCommand({});
  const administrator = new S3Client(await administratorOf(MEMBER));
  expect(await refusal(administrator.send(list))).toEqual(denied(`arn:aws:iam::${MEMBER}:user/admin`));
  expect(await refusal(new S3Client(rootOf(MEMBER)).send(list))).toEqual(denied(`arn:aws:iam::${MEMBER}:root`));
  await new IAMClient(rootOf(MEMBER)).send(new ListUsersCommand({}));
});

test('SCPs bind neither the management account nor accounts outside', async () => {
  const { rootOf } = await organization();
  for (const account of [MANAGEMENT, OUTSIDE]) {
    expect((await new S3Client(rootOf(account)).send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  }
});

test('what no SCP of a level allows is denied', async () => {
  const { emulator, administratorOf } = await organization();
  const { credentials } = await administratorOf(MEMBER);
  const decided = (action: string) => emulator.decide(credentials.accessKeyId, { action });
  expect(decided('iam:ListRoles').outcome).toBe('allowed');
  expect(decided('dynamodb:ListTables')).toMatchObject({ outcome: 'denied', because: 'implicit-deny', layer: 'scp' });
});

test('an RCP keeps callers of other organizations from the buckets of a member, whatever they are allowed', async () => {
  const { emulator, rootOf, administratorOf } = await organization();
  await new S3Client(rootOf(MEMBER)).send(new CreateBucketCommand({ Bucket: 'perimeter-bucket' }));
  const { credentials } = await administratorOf(OUTSIDE);
  const question = { action: 's3:GetObject', resource: 'arn:aws:s3:::perimeter-bucket/key' };
  expect(emulator.decide(credentials.accessKeyId, question)).toMatchObject({ because: 'explicit-deny', layer: 'rcp' });
  const location = new GetBucketLocationCommand({ Bucket: 'perimeter-bucket' });
  expect(await refusal(new S3Client(emulator.clientConfig(credentials)).send(location))).toMatchObject({
    code: 'AccessDenied',
  });
  await new S3Client(rootOf(MEMBER)).send(location);
});

import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  AssumeRootCommand,
  type AssumeRootCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Credentials, type Emulator, startEmulator } from '../../emulator/index.js';

const [MANAGEMENT, DELEGATE, MEMBER, OUTSIDE] = [
  '111111111111',
  '222222222222',
  '333333333333',
  '999999999999',
] as const;
const ROOT = `arn:aws:iam::${MEMBER}:root`;
const UNLOCK = 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({
    organization: {
      id: 'o-exampleorgid',
      managementAccount: MANAGEMENT,
      iamAdministrators: [DELEGATE],
      root: { id: 'r-ab12', accounts: [MANAGEMENT, DELEGATE, MEMBER] },
    },
  });
});
afterAll(() => emulator.close());

/** A user of an account who may do this, under this condition. */
async function userOf(account: string, Action = 'sts:AssumeRoot', Condition: object = {}) {
  const iam = new IAMClient(emulator.clientConfig(emulator.account(account).root));
  const UserName = `user-${count++}`;
  await iam.send(new CreateUserCommand({ UserName }));
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*', Condition }],
  });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return {
    arn: `arn:aws:iam::${account}:user/${UserName}`,
    keys: { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' },
  };
}
let count = 0;

const assume = (keys: Credentials, input: Partial<AssumeRootCommandInput> = {}) => {
  const command = new AssumeRootCommand({ TargetPrincipal: MEMBER, TaskPolicyArn: { arn: UNLOCK }, ...input });
  return new STSClient(emulator.clientConfig(keys)).send(command);
};
const outcome = (keys: Credentials, input: Partial<AssumeRootCommandInput> = {}) =>
  assume(keys, input).then(
    () => 'assumed',
    ({ name, message }: Error) => `${name}: ${message}`,
  );
const denied = (arn: string, on = ROOT) =>
  `AccessDenied: User: ${arn} is not authorized to perform: sts:AssumeRoot on resource: ${on}`;

test('the management account unlocks a bucket of a member, and does nothing else there', async () => {
  const member = emulator.clientConfig(emulator.account(MEMBER).root);
  const Bucket = 'locked-bucket';
  await new S3Client(member).send(new CreateBucketCommand({ Bucket }));
  const lock = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}` };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [lock] });
  await new S3Client(member).send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const { keys } = await userOf(MANAGEMENT);
  const { Credentials, SessionTokenSize } = await assume(keys);
  const session = emulator.clientConfig({
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
  expect(SessionTokenSize).toBe(Credentials?.SessionToken?.length);
  expect((Credentials?.Expiration?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(900_000);
  expect((await new STSClient(session).send(new GetCallerIdentityCommand({}))).Arn).toBe(ROOT);
  await expect(new IAMClient(session).send(new ListUsersCommand({}))).rejects.toThrow('explicit deny');
  await new S3Client(session).send(new DeleteBucketPolicyCommand({ Bucket }));
  expect((await new S3Client(session).send(new ListBucketsCommand({}))).Buckets).toHaveLength(1);
  const decision = emulator.decisions.list().at(-1)?.decision;
  expect(decision?.request.context.get('aws:assumedroot')).toBe('true');
});

test('a delegated administrator may too, other members and accounts outside may not', async () => {
  expect(await outcome((await userOf(DELEGATE)).keys)).toBe('assumed');
  for (const account of [MEMBER, OUTSIDE]) {
    const { keys, arn } = await userOf(account);
    const target = account === MEMBER ? DELEGATE : MEMBER;
    expect(await outcome(keys, { TargetPrincipal: target })).toBe(denied(arn, `arn:aws:iam::${target}:root`));
  }
});

test('the target is a member of the organization, but not the management account', async () => {
  const { keys, arn } = await userOf(DELEGATE);
  expect(await outcome(keys, { TargetPrincipal: ROOT })).toBe('assumed');
  for (const target of [OUTSIDE, MANAGEMENT, DELEGATE])
    expect(await outcome(keys, { TargetPrincipal: target })).toBe(denied(arn, `arn:aws:iam::${target}:root`));
  expect(await outcome(keys, { TargetPrincipal: `arn:aws:iam::${MEMBER}:user/x` })).toMatch(/^ValidationError: /);
});

test('a permission is needed, which can be for one task only', async () => {
  const nobody = await userOf(MANAGEMENT, 's3:*');
  expect(await outcome(nobody.keys)).toBe(denied(nobody.arn));
  const { keys, arn } = await userOf(MANAGEMENT, 'sts:AssumeRoot', { ArnEquals: { 'sts:TaskPolicyArn': UNLOCK } });
  expect(await outcome(keys)).toBe('assumed');
  const arnOfTask = (name: string) => ({ TaskPolicyArn: { arn: `arn:aws:iam::aws:policy/${name}` } });
  expect(await outcome(keys, arnOfTask('root-task/IAMAuditRootUserCredentials'))).toBe(denied(arn));
  expect(await outcome(keys, arnOfTask('AdministratorAccess'))).toMatch(/^ValidationError: /);
});

test('root cannot call it, and a session lasts 900 seconds at most', async () => {
  expect(await outcome(emulator.account(MANAGEMENT).root)).toMatch(/^AccessDenied: /);
  const { keys } = await userOf(MANAGEMENT);
  expect(await outcome(keys, { DurationSeconds: 901 })).toMatch('Member must have value less than or equal to 900');
});

/** The heap after hours of requests that leave nothing behind, on the clock of the account. */
import * as iam from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Credentials, startEmulator } from './index.js';

/** Until the record of decisions is full, and expired sessions are dropped as fast as others expire. */
const HOURS_BEFORE = 3;
const ROUNDS_AN_HOUR = 600;

const emulator = await startEmulator({ seed: 'heap bench' });
const { root, clock } = emulator.account();

function allow(Action: string, rest: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, ...rest }] });
}

const admin = new iam.IAMClient(emulator.clientConfig(root));

/** Everything is made anew and removed, but for the session, which expires. */
async function round(): Promise<void> {
  const [UserName, RoleName] = ['story', 'story'];
  await admin.send(new iam.CreateUserCommand({ UserName }));
  const { AccessKey: key } = await admin.send(new iam.CreateAccessKeyCommand({ UserName }));
  const trust = allow('sts:AssumeRole', { Principal: { AWS: root.accessKeyId } });
  const { Role } = await admin.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const PolicyDocument = allow('sts:AssumeRole', { Resource: Role?.Arn });
  await admin.send(new iam.PutUserPolicyCommand({ UserName, PolicyName: 'assume', PolicyDocument }));
  const user = { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
  const sts = new STSClient(emulator.clientConfig(user));
  const opened = await sts.send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'round', DurationSeconds: 900 }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = opened.Credentials ?? {};
  const session: Credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  await new S3Client(emulator.clientConfig(session)).send(new ListBucketsCommand({})).catch(() => undefined);
  await admin.send(new iam.DeleteUserPolicyCommand({ UserName, PolicyName: 'assume' }));
  await admin.send(new iam.DeleteAccessKeyCommand({ UserName, AccessKeyId: key?.AccessKeyId }));
  await admin.send(new iam.DeleteUserCommand({ UserName }));
  await admin.send(new iam.DeleteRoleCommand({ RoleName }));
}

async function hour(): Promise<number> {
  for (let i = 0; i < ROUNDS_AN_HOUR; i++) {
    await round();
    clock.advance(3_600_000 / ROUNDS_AN_HOUR);
  }
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

for (let i = 1; i < HOURS_BEFORE; i++) await hour();
const before = await hour();
const after = await hour();
console.log(
  `  ${ROUNDS_AN_HOUR * 10} requests an hour: heap ${before.toFixed(2)} MiB after ${HOURS_BEFORE} hours, ${after.toFixed(2)} MiB after one more: ` +
    `${(100 * (after / before - 1)).toFixed(1)}% (goal: within 5%)`,
);

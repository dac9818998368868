/** The calls of the story in a warm round, against the same calls on the same transport with the answers of an earlier round. */
import * as iam from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { WireRequest, WireResponse } from '../aws/http.js';
import { memoryHandler } from '../aws/memory-handler.js';
import { type Credentials, startEmulator } from './index.js';

const WARM_UP = 60;
const ROUNDS = 120;
const origin = { sourceIp: '127.0.0.1', secureTransport: true };

type Handle = (request: WireRequest) => Promise<WireResponse>;

function allow(Action: string, rest: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, ...rest }] });
}

/** Clients are made once a round, as a test makes them. */
function clients(handle: Handle, credentials: Credentials) {
  const requestHandler = memoryHandler({ handle, origin });
  const config = { region: 'us-east-1', endpoint: 'http://127.0.0.1', credentials, requestHandler, maxAttempts: 1 };
  return { iam: new iam.IAMClient(config), sts: new STSClient(config), s3: new S3Client(config) };
}

/** Sixteen calls; it leaves nothing behind, so that rounds are alike. */
async function story(handle: Handle, root: Credentials): Promise<void> {
  const admin = clients(handle, root);
  const [UserName, RoleName] = ['story', 'story'];
  await admin.iam.send(new iam.CreateUserCommand({ UserName }));
  const { AccessKey: key } = await admin.iam.send(new iam.CreateAccessKeyCommand({ UserName }));
  const user = clients(handle, { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' });
  await user.sts.send(new GetCallerIdentityCommand({}));
  const AssumeRolePolicyDocument = allow('sts:AssumeRole', { Principal: { AWS: root.accessKeyId } });
  const { Role } = await admin.iam.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = allow('s3:ListAllMyBuckets', { Resource: '*' });
  const { Policy } = await admin.iam.send(new iam.CreatePolicyCommand({ PolicyName: 'story', PolicyDocument }));
  const attached = { RoleName, PolicyArn: Policy?.Arn };
  await admin.iam.send(new iam.AttachRolePolicyCommand(attached));
  const inline = { UserName, PolicyName: 'assume' };
  const assume = allow('sts:AssumeRole', { Resource: Role?.Arn });
  await admin.iam.send(new iam.PutUserPolicyCommand({ ...inline, PolicyDocument: assume }));
  await user.s3.send(new ListBucketsCommand({})).catch(() => undefined);
  const opened = await user.sts.send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'story' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = opened.Credentials ?? {};
  const session = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  await clients(handle, session).s3.send(new ListBucketsCommand({}));
  await admin.iam.send(new iam.DetachRolePolicyCommand(attached));
  await admin.iam.send(new iam.DeletePolicyCommand({ PolicyArn: Policy?.Arn }));
  await admin.iam.send(new iam.DeleteRoleCommand({ RoleName }));
  await admin.iam.send(new iam.DeleteUserPolicyCommand(inline));
  await admin.iam.send(new iam.DeleteAccessKeyCommand({ UserName, AccessKeyId: key?.AccessKeyId }));
  await admin.iam.send(new iam.DeleteUserCommand({ UserName }));
}

const emulator = await startEmulator();
const { root } = emulator.account();
const answers: WireResponse[] = [];
const record: Handle = async (request) => {
  const answer = await emulator.handle(request);
  answers.push(answer);
  return answer;
};
await story(record, root);

let next = 0;
const canned: Handle = async () => answers[next++ % answers.length] ?? { status: 500, headers: {}, body: '' };

/** Milliseconds of CPU of one round, so that other work on the machine counts less. */
async function measure(handle: Handle): Promise<number> {
  const before = process.cpuUsage();
  await story(handle, root);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const own: number[] = [];
const floor: number[] = [];
for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  const [ours, bare] = [await measure(emulator.handle), await measure(canned)];
  if (round < WARM_UP) continue;
  own.push(ours);
  floor.push(bare);
}
const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const [ours, bare] = [median(own), median(floor)];
console.log(
  `  ${answers.length} calls, median CPU of ${ROUNDS} rounds: emulator ${ours.toFixed(2)} ms, canned answers ${bare.toFixed(2)} ms`,
);
console.log(`  ratio ${(ours / bare).toFixed(2)} (goal: 1.2)`);

import * as iam from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, inject, test } from 'vitest';
import type { Snapshot } from '../account/snapshot.js';
import { seededRandom } from './random.js';
import { startEmulator } from './start.js';

const ACCOUNT = '111122223333';
const STEPS = inject('isFull') ? 5000 : 150;
const POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}]}`;

interface Named {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
}
interface SavedAccount {
  readonly users: readonly (Named & { groupIds: string[]; attachedPolicies: string[] })[];
  readonly groups: readonly (Named & { attachedPolicies: string[] })[];
  readonly roles: readonly (Named & { attachedPolicies: string[] })[];
  readonly policies: readonly Named[];
  readonly accessKeys: readonly { readonly userId: string }[];
}

/** Names are few, so that calls meet what others made and often fail. */
function randomCommand(random: () => number) {
  const pick = <T>(...choices: readonly [T, ...T[]]): T => choices[random() % choices.length] ?? choices[0];
  const name = () => pick('a', 'b', 'c');
  const [UserName, GroupName, RoleName, PolicyName] = [name(), name(), name(), name()];
  const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/${PolicyName}`;
  const Bucket = `state-bucket-${name()}`;
  const Key = name();
  const iamCommands = [
    () => new iam.CreateUserCommand({ UserName }),
    () => new iam.DeleteUserCommand({ UserName }),
    () => new iam.UpdateUserCommand({ UserName, NewUserName: name() }),
    () => new iam.CreateGroupCommand({ GroupName }),
    () => new iam.DeleteGroupCommand({ GroupName }),
    () => new iam.AddUserToGroupCommand({ UserName, GroupName }),
    () => new iam.RemoveUserFromGroupCommand({ UserName, GroupName }),
    () => new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }),
    () => new iam.DeleteRoleCommand({ RoleName }),
    () => new iam.CreatePolicyCommand({ PolicyName, PolicyDocument: POLICY }),
    () => new iam.DeletePolicyCommand({ PolicyArn }),
    () => new iam.AttachUserPolicyCommand({ UserName, PolicyArn }),
    () => new iam.DetachUserPolicyCommand({ UserName, PolicyArn }),
    () => new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }),
    () => new iam.DetachRolePolicyCommand({ RoleName, PolicyArn }),
    () => new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn }),
    () => new iam.DetachGroupPolicyCommand({ GroupName, PolicyArn }),
    () => new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: POLICY, SetAsDefault: pick(true, false) }),
    () => new iam.PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: POLICY }),
    () => new iam.DeleteUserPolicyCommand({ UserName, PolicyName }),
    () => new iam.CreateAccessKeyCommand({ UserName }),
    () => new iam.PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: PolicyArn }),
  ] as const;
  const s3Commands = [
    () => new CreateBucketCommand({ Bucket }),
    () => new DeleteBucketCommand({ Bucket }),
    () => new PutObjectCommand({ Bucket, Key, Body: name() }),
    () => new DeleteObjectCommand({ Bucket, Key }),
  ] as const;
  const assume = () =>
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`, RoleSessionName: 'state' });
  const kind = random() % 30;
  if (kind < 22) return { service: 'iam', command: pick(...(iamCommands as unknown as [() => object]))() } as const;
  return kind < 28
    ? ({ service: 's3', command: pick(...(s3Commands as unknown as [() => object]))() } as const)
    : ({ service: 'sts', command: assume() } as const);
}

/** What a call leaves besides: that it was tried, and with which key. */
function withoutTraces(snapshot: Snapshot): unknown {
  const accounts = snapshot.accounts.map((account) => ({
    ...(account as object),
    accessHistory: [],
    lastUses: [],
    past: [],
  }));
  return { ...snapshot, accounts };
}

function stateOf(snapshot: Snapshot): SavedAccount {
  return snapshot.accounts.find((account) => (account as { id?: string }).id === ACCOUNT) as unknown as SavedAccount;
}

test(`the state stays whole over ${STEPS} random calls of IAM, STS and S3`, async () => {
  const emulator = await startEmulator({ seed: 'state' });
  const { root, clock } = emulator.account(ACCOUNT);
  clock.freeze();
  const config = emulator.clientConfig(root);
  const iamClient = new iam.IAMClient({ ...config, maxAttempts: 1 });
  const { User } = await iamClient.send(new iam.CreateUserCommand({ UserName: 'caller' }));
  await iamClient.send(new iam.PutUserPolicyCommand({ UserName: 'caller', PolicyName: 'all', PolicyDocument: POLICY }));
  const { AccessKey } = await iamClient.send(new iam.CreateAccessKeyCommand({ UserName: 'caller' }));
  const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const calling = { ...emulator.clientConfig(credentials), maxAttempts: 1 };
  const clients = { iam: new iam.IAMClient(calling), s3: new S3Client(calling), sts: new STSClient(calling) };
  const random = seededRandom('state');
  const everSeen = new Map<string, string>([[User?.UserId ?? '', 'caller']]);
  let before = emulator.snapshot();
  let refused = 0;
  for (let step = 0; step < STEPS; step++) {
    const { service, command } = randomCommand(random);
    const label = `step ${step}: ${command.constructor.name} ${JSON.stringify((command as { input?: unknown }).input)}`;
    const known = new Set(idsOf(before));
    const send = (clients[service] as { send(command: object): Promise<unknown> }).send.bind(clients[service]);
    const failed = await send(command).then(
      () => false,
      () => true,
    );
    const after = emulator.snapshot();
    if (failed) {
      refused++;
      expect(withoutTraces(after), label).toEqual(withoutTraces(before));
    }
    for (const id of idsOf(after)) {
      if (!known.has(id)) expect(everSeen.has(id), `${label}: ${id} came twice`).toBe(false);
      everSeen.set(id, label);
    }
    checkReferences(stateOf(after), label);
    before = after;
    if (step % 25 === 0) {
      const text = JSON.stringify(after);
      emulator.restore(JSON.parse(text));
      expect(JSON.stringify(emulator.snapshot()), label).toBe(text);
    }
  }
  expect(refused).toBeGreaterThan(STEPS / 10);
  expect(refused).toBeLessThan((STEPS * 9) / 10);
  const { Users = [] } = await iamClient.send(new iam.ListUsersCommand({}));
  for (const listed of Users) {
    const got = await iamClient.send(new iam.GetUserCommand({ UserName: listed.UserName }));
    expect(got.User).toMatchObject(listed);
  }
});

function idsOf(snapshot: Snapshot): readonly string[] {
  const { users, groups, roles, policies } = stateOf(snapshot);
  return [...users, ...groups, ...roles, ...policies].map(({ id }) => id);
}

function checkReferences({ users, groups, roles, policies, accessKeys }: SavedAccount, label: string): void {
  const arns = new Set(policies.map(({ arn }) => arn));
  const groupIds = new Set(groups.map(({ id }) => id));
  const userIds = new Set(users.map(({ id }) => id));
  for (const { attachedPolicies } of [...users, ...groups, ...roles])
    for (const arn of attachedPolicies) expect(arns.has(arn), `${label}: ${arn} dangles`).toBe(true);
  for (const user of users)
    for (const id of user.groupIds) expect(groupIds.has(id), `${label}: ${id} dangles`).toBe(true);
  for (const { userId } of accessKeys) expect(userIds.has(userId), `${label}: a key of ${userId} dangles`).toBe(true);
}

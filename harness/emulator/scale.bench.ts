/** Accounts of 1,000 to 100,000 users and as many roles: loading, listing, deciding, creating, memory. */
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { startEmulator } from './index.js';

const SIZES = [1000, 10_000, 100_000];
const ACCOUNT = '111122223333';
const DATE = '2026-01-01T00:00:00Z';

function document(Statement: object): object {
  return { Version: '2012-10-17', Statement };
}

const trust = document({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'sts:AssumeRole',
});

/** Each user and role has an inline policy of its own, as in a large account. */
function details(size: number) {
  const digits = (index: number) =>
    String(index)
      .padStart(8, '0')
      .replace(/[018]/g, (digit) => 'ABC'['018'.indexOf(digit)] ?? '');
  const policy = (index: number) =>
    document({ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::data/${index}/*` });
  return {
    UserDetailList: Array.from({ length: size }, (_, index) => ({
      Path: '/',
      UserName: `user-${index}`,
      UserId: `AIDAQQQQQQQQQ${digits(index)}`,
      Arn: `arn:aws:iam::${ACCOUNT}:user/user-${index}`,
      CreateDate: DATE,
      UserPolicyList: [{ PolicyName: 'own', PolicyDocument: policy(index) }],
      GroupList: [],
      AttachedManagedPolicies: [],
    })),
    GroupDetailList: [],
    RoleDetailList: Array.from({ length: size }, (_, index) => ({
      Path: '/',
      RoleName: `role-${index}`,
      RoleId: `AROAQQQQQQQQQ${digits(index)}`,
      Arn: `arn:aws:iam::${ACCOUNT}:role/role-${index}`,
      CreateDate: DATE,
      AssumeRolePolicyDocument: trust,
      InstanceProfileList: [],
      RolePolicyList: [{ PolicyName: 'own', PolicyDocument: policy(index) }],
      AttachedManagedPolicies: [],
    })),
    Policies: [],
  };
}

/** In a function of its own, so that nothing but the text is still held when the heap is measured. */
function jsonOf(size: number): string {
  return JSON.stringify(details(size));
}

const heap = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function measure(size: number) {
  const json = jsonOf(size);
  const before = heap();
  const emulator = await startEmulator({
    seed: 'scale',
    quotas: { UsersPerAccount: 2 * size + 5000, RolesPerAccount: 2 * size + 1000 },
  });
  const load = await timed(async () => emulator.importAccount(JSON.parse(json)));
  const bytes = (heap() - before) / (2 * size);
  const { root } = emulator.account(ACCOUNT);
  const client = new IAMClient(emulator.clientConfig(root));
  const page = await timed(() => client.send(new ListUsersCommand({ MaxItems: 100 })));
  const listing = await timed(async () => {
    for await (const _ of paginateListRoles({ client, pageSize: 1000 }, {}));
  });
  await client.send(new CreateUserCommand({ UserName: 'assumer' }));
  const create = await timed(async () => {
    for (let i = 0; i < 200; i++) {
      await client.send(new CreateUserCommand({ UserName: `new-${i}` }));
      await client.send(new ListUsersCommand({ MaxItems: 1 }));
    }
  });
  const signer = await administrator(client);
  const sts = new STSClient(emulator.clientConfig(signer));
  const sessions: string[] = [];
  for (let i = 0; i < 200; i++) {
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/role-${Math.floor((i * size) / 200)}`;
    const { Credentials: key } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'scale' }));
    sessions.push(key?.AccessKeyId ?? '');
  }
  const question = { action: 's3:GetObject', resource: 'arn:aws:s3:::data/7/x' };
  const cold = await timed(async () => {
    for (const key of sessions) emulator.decide(key, question);
  });
  const warm = await timed(async () => {
    for (let i = 0; i < 50; i++) for (const key of sessions) emulator.decide(key, question);
  });
  return {
    size,
    load,
    bytes,
    page,
    listing,
    create: create / 200,
    cold: (1000 * cold) / 200,
    warm: (1000 * warm) / 10_000,
  };
}

async function administrator(client: IAMClient) {
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await client.send(new AttachUserPolicyCommand({ UserName: 'assumer', PolicyArn }));
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName: 'assumer' }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

await measure(100); // warming up
for (const size of SIZES) {
  const it = await measure(size);
  console.log(
    `  ${size} users and ${size} roles: loaded in ${it.load.toFixed(0)} ms (${((1000 * it.load) / (2 * size)).toFixed(0)} microseconds each), ${it.bytes.toFixed(0)} bytes each; ` +
      `first page ${it.page.toFixed(1)} ms, all roles ${it.listing.toFixed(0)} ms; create and list ${it.create.toFixed(2)} ms; ` +
      `decision ${it.cold.toFixed(1)} microseconds the first time, then ${it.warm.toFixed(1)}`,
  );
}

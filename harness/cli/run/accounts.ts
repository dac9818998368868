import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Credentials, Emulator, Snapshot } from '../../emulator/index.js';
import { UsageError } from '../usage-error.js';

/** Who a command runs as. */
export interface RunPrincipal {
  readonly arn: string;
  readonly credentials: Credentials;
}

/** What is looked for in a snapshot. */
interface SavedEntity {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly maxSessionDuration?: number;
}
interface SavedAccount {
  readonly id: string;
  readonly users?: readonly SavedEntity[];
  readonly roles?: readonly SavedEntity[];
  readonly accessKeys?: readonly (Credentials & { readonly userId: string; readonly status: string })[];
  readonly sessions?: readonly { readonly accessKeyId: string }[];
  readonly past?: unknown;
}

const NAME = 'rehearsal';

/** Buckets for the command to find, in the account of whoever runs it. */
export async function makeBuckets(emulator: Emulator, owner: RunPrincipal, names: readonly string[]): Promise<void> {
  const account = owner.arn.split(':')[4] ?? '';
  const s3 = new S3Client({ ...emulator.clientConfig(emulator.account(account).root), forcePathStyle: true });
  for (const Bucket of names) {
    await s3.send(new CreateBucketCommand({ Bucket })).catch((cause: Error) => {
      throw new UsageError(`\`--bucket ${Bucket}\`: ${cause.message}`, { cause });
    });
  }
}

/** A user of this account with one inline policy. */
export async function userWith(emulator: Emulator, account: string, document: string): Promise<RunPrincipal> {
  const iam = new IAMClient(emulator.clientConfig(emulator.account(account).root));
  const { User } = await iam.send(new CreateUserCommand({ UserName: NAME }));
  await iam.send(new PutUserPolicyCommand({ UserName: NAME, PolicyName: NAME, PolicyDocument: document }));
  return { arn: User?.Arn ?? '', credentials: await keyOf(iam, NAME) };
}

async function keyOf(iam: IAMClient, UserName: string): Promise<Credentials> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

/** The user, role or root user that `--as` names, by ARN or, where one name fits only one, as `user/NAME` or `role/NAME`. */
export async function principalNamed(emulator: Emulator, text: string): Promise<RunPrincipal> {
  const accounts = emulator.snapshot().accounts as unknown as readonly SavedAccount[];
  const root = accounts.find(({ id }) => text === `arn:aws:iam::${id}:root`);
  if (root !== undefined) return { arn: text, credentials: emulator.account(root.id).root };
  const named = accounts.flatMap((account) => [
    ...(account.users ?? []).map((entity) => ({ kind: 'user' as const, account, entity })),
    ...(account.roles ?? []).map((entity) => ({ kind: 'role' as const, account, entity })),
  ]);
  const found = named.filter(({ kind, entity }) => [entity.arn, entity.name, `${kind}/${entity.name}`].includes(text));
  const [one, ...others] = found;
  if (one === undefined) throw new UsageError(`\`--as ${text}\`: there is no such user or role; ${choices(named)}`);
  if (others.length > 0) throw new UsageError(`\`--as ${text}\` fits several; pass ${arns(found)}`);
  const { kind, account, entity } = one;
  return kind === 'user' ? asUser(emulator, account, entity) : asRole(emulator, account, entity);
}

const SHOWN = 10;

function choices(named: readonly { readonly entity: SavedEntity }[]): string {
  if (named.length === 0) return 'no account was loaded: pass `--import FILE` or `--state FILE`';
  return `there are ${arns(named.slice(0, SHOWN))}${named.length > SHOWN ? ` and ${named.length - SHOWN} more` : ''}`;
}

function arns(of: readonly { readonly entity: SavedEntity }[]): string {
  return of.map(({ entity }) => `\`${entity.arn}\``).join(', ');
}

async function asUser(
  emulator: Emulator,
  account: SavedAccount,
  { id, name, arn }: SavedEntity,
): Promise<RunPrincipal> {
  const key = account.accessKeys?.find(({ userId, status }) => userId === id && status === 'Active');
  if (key !== undefined) {
    const { accessKeyId, secretAccessKey } = key;
    return { arn, credentials: { accessKeyId, secretAccessKey } };
  }
  const iam = new IAMClient(emulator.clientConfig(emulator.account(account.id).root));
  return { arn, credentials: await keyOf(iam, name) };
}

const HOUR = 3600;
const ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

/**
 * A session of the role, whoever it trusts. It is opened on a copy of the accounts in which the role trusts its own, and is then all that is
 * kept of the copy: the accounts are as they were loaded.
 */
async function asRole(emulator: Emulator, account: SavedAccount, role: SavedEntity): Promise<RunPrincipal> {
  const before = emulator.snapshot();
  emulator.restore(changed(before, account.id, (saved) => trustingOwn(saved, role)));
  const opener = await userWith(emulator, account.id, ALL);
  const sts = new STSClient(emulator.clientConfig(opener.credentials));
  const DurationSeconds = Math.min(role.maxSessionDuration ?? HOUR, HOUR);
  const assume = new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: NAME, DurationSeconds });
  const { Credentials: key, AssumedRoleUser } = await sts.send(assume);
  const opened = (emulator.snapshot().accounts as unknown as readonly SavedAccount[]).find(
    ({ id }) => id === account.id,
  );
  const session = opened?.sessions?.find(({ accessKeyId }) => accessKeyId === key?.AccessKeyId);
  emulator.restore(
    changed(before, account.id, (saved) => ({
      ...saved,
      past: opened?.past,
      sessions: [...(saved.sessions ?? []), ...(session === undefined ? [] : [session])],
    })),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = key ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return { arn: AssumedRoleUser?.Arn ?? '', credentials };
}

function trustingOwn(saved: SavedAccount, { id }: SavedEntity): SavedAccount {
  const Statement = [{ Effect: 'Allow', Principal: { AWS: saved.id }, Action: 'sts:AssumeRole' }];
  const document = JSON.stringify({ Version: '2012-10-17', Statement });
  const roles = saved.roles?.map((role) =>
    role.id === id ? { ...role, trust: { document, principalIds: [] } } : role,
  );
  return { id: saved.id, past: saved.past, ...policiesOf(saved), roles: roles ?? [] };
}

/** What the copy needs beside the role: the policies that are attached to it. */
function policiesOf(saved: object): object {
  const { policies = [], awsPolicies = [] } = saved as { policies?: unknown; awsPolicies?: unknown };
  return { policies, awsPolicies };
}

function changed(snapshot: Snapshot, id: string, change: (account: SavedAccount) => SavedAccount): Snapshot {
  const accounts = (snapshot.accounts as unknown as readonly SavedAccount[]).map((account) =>
    account.id === id ? change(account) : account,
  );
  return { ...snapshot, accounts: accounts as unknown as Snapshot['accounts'] };
}

import { randomBytes } from 'node:crypto';
import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { type Ledger, openLedger } from '../cleanup/ledger.js';
import { removeEverything } from '../cleanup/teardown.js';
import { guardDocument } from './guard-boundary.js';
import { namingOf, newRun, pathOf, tagsOf } from './naming.js';
import type { Credentials, Naming, Target, TargetAccount } from './target.js';
import { EnforcementNotProven } from './target-errors.js';
import { teardownClients } from './teardown-clients.js';

/** What a target was seen to do before the first test. */
export interface Proof {
  /** A user without policies was denied what the administrator was allowed. */
  readonly enforcement: true;
  /** A wrong secret was refused. */
  readonly signatures: boolean;
}

/** What to do about a target that lets everything through. */
const ADVICE: Readonly<Record<Target['name'], string>> = {
  embedded: 'this is a defect of iam-rehearsal: please report it',
  container: 'the image is not the one of this version: build it again',
  localstack: "LocalStack's enforcement is not in its free plan: check LOCALSTACK_AUTH_TOKEN and ENFORCE_IAM=1",
  endpoint:
    'switch its enforcement on (moto: `INITIAL_NO_AUTH_ACTION_COUNT`, LocalStack: `ENFORCE_IAM=1`), or use the target `embedded`',
  live: 'check that the key of the administrator is not the one of every caller',
};

/**
 * Proves that a target enforces: a user without policies is denied the call that the administrator is allowed, and where the target
 * claims to verify signatures, a wrong secret is refused. Throws {@link EnforcementNotProven}; what was made is removed in any case.
 */
export async function proveEnforcement(target: Target): Promise<Proof> {
  const account = await target.account();
  const clients = teardownClients(account);
  const naming = account.naming ?? namingOf(newRun());
  using ledger = openLedger({
    ...{ run: naming.run, account: account.id, folder: target.ledgerFolder },
    isShared: naming.isShared,
  });
  try {
    const name = await guardedUser(account, naming, ledger);
    const createKey = new CreateAccessKeyCommand({ UserName: name });
    const { AccessKey } = await account.waits.until('new-entity', () => clients.iam.send(createKey));
    const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    await clients.iam.send(new ListUsersCommand({ MaxItems: 1 }));
    const denial = await codeOf(account, key);
    if (denial !== 'AccessDenied')
      throw notDenied(target, 'a user without policies listed the users of the account', denial);
    const forged = await codeOf(account, { ...key, secretAccessKey: 'not-the-secret' });
    const signatures = forged === 'SignatureDoesNotMatch';
    if (target.capabilities.signatures && !signatures)
      throw notDenied(target, 'a call with a wrong secret went through', forged);
    return { enforcement: true, signatures };
  } finally {
    await removeEverything(ledger, clients, `in account ${account.id}`);
  }
}

/** A user without policies, within the guard as every principal of a run. */
async function guardedUser(account: TargetAccount, naming: Naming, ledger: Ledger): Promise<string> {
  const proof = randomBytes(4).toString('hex');
  const [UserName, PolicyName] = [`${naming.prefix}proof-${proof}`, `${naming.prefix}guard-proof-${proof}`];
  const iam = new IAMClient(account.clientConfig(account.administrator));
  const placed = { ...pathOf(undefined, naming), ...tagsOf(undefined, naming) };
  ledger.intend({ kind: 'policy', name: `arn:aws:iam::${account.id}:policy${naming.path}${PolicyName}` });
  const create = new CreatePolicyCommand({ PolicyName, PolicyDocument: guardDocument(naming), ...placed });
  const { Policy } = await iam.send(create);
  ledger.intend({ kind: 'user', name: UserName });
  const PermissionsBoundary = Policy?.Arn;
  await account.waits.until('new-entity', () =>
    iam.send(new CreateUserCommand({ UserName, PermissionsBoundary, ...placed })),
  );
  return UserName;
}

/** The code of the refusal; undefined where the call was allowed. */
async function codeOf(account: TargetAccount, credentials: Credentials): Promise<string | undefined> {
  const client = new IAMClient(account.clientConfig(credentials));
  try {
    await account.waits.until('new-key', () => client.send(new ListUsersCommand({ MaxItems: 1 })));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  } finally {
    client.destroy();
  }
}

function notDenied({ name }: Target, what: string, code: string | undefined): EnforcementNotProven {
  const seen = code === undefined ? what : `${what.replace(/ (listed|went).*/, '')} was answered with \`${code}\``;
  return new EnforcementNotProven(`the target \`${name}\` does not enforce: ${seen}; ${ADVICE[name]}`);
}

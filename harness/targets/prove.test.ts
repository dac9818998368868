import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { expect, onTestFinished, test } from 'vitest';
import { openEmbedded } from './embedded.js';
import { proveEnforcement } from './prove.js';
import type { Credentials, Target, TargetAccount } from './target.js';
import { EnforcementNotProven } from './target-errors.js';

/** The embedded target with one account, whose clients sign with what `signer` makes of their credentials. */
async function targetThat(signer: (credentials: Credentials, account: TargetAccount) => Credentials) {
  const embedded = await openEmbedded();
  onTestFinished(() => embedded[Symbol.asyncDispose]());
  const account = await embedded.account();
  const keys = new Map<string, Credentials>();
  const remember = (key: Credentials) => {
    if (!keys.has(key.accessKeyId)) keys.set(key.accessKeyId, key);
    return keys.get(key.accessKeyId) ?? key;
  };
  const clientConfig: TargetAccount['clientConfig'] = (credentials) => {
    remember(credentials);
    return account.clientConfig(signer(credentials, { ...account, administrator: remember(credentials) }));
  };
  const target: Target = { ...embedded, account: async () => ({ ...account, clientConfig }) };
  const users = async () => {
    const client = new IAMClient(account.clientConfig(account.administrator));
    return (await client.send(new ListUsersCommand({}))).Users;
  };
  return { target, users, root: account.administrator };
}

test('the embedded emulator denies what it must, and nothing is left of the proof', async () => {
  const { target, users } = await targetThat((credentials) => credentials);
  expect(await proveEnforcement(target)).toEqual({ enforcement: true, signatures: true });
  expect(await users()).toEqual([]);
});

test('a target that lets everyone do everything is refused, with what to do', async () => {
  let root: Credentials | undefined;
  const { target, users, ...made } = await targetThat((credentials) => root ?? credentials);
  root = made.root;
  const proof = proveEnforcement({ ...target, name: 'localstack' });
  await expect(proof).rejects.toThrow(EnforcementNotProven);
  await expect(proof).rejects.toThrow(
    "the target `localstack` does not enforce: a user without policies listed the users of the account; LocalStack's enforcement is not in its free plan",
  );
  expect(await users()).toEqual([]);
});

test('a target that takes any secret is refused where signatures are promised, and told apart where not', async () => {
  const { target, users } = await targetThat((_, { administrator }) => administrator);
  await expect(proveEnforcement(target)).rejects.toThrow(
    'the target `embedded` does not enforce: a call with a wrong secret was answered with `AccessDenied`',
  );
  const unsigned = { ...target, capabilities: { ...target.capabilities, signatures: false } };
  expect(await proveEnforcement(unsigned)).toEqual({ enforcement: true, signatures: false });
  expect(await users()).toEqual([]);
});

import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'vitest';
import type { openAccount } from '../rehearsal/account.js';
import type { Principal } from '../rehearsal/principal.js';
import type { Capabilities, Target } from './target.js';

type Account = Awaited<ReturnType<typeof openAccount>>;

interface Kept {
  readonly target: Target;
  readonly account: Account;
}

/** What a scenario may rely on. */
export interface TargetPromise {
  /** Without it there is nothing to try. */
  readonly needs?: keyof Capabilities;
  keep(kept: Kept): Promise<void>;
}

export const LIST = 's3:ListAllMyBuckets';
export const document = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
export const denied = async (who: Principal, what: Parameters<Principal['attempt']>[0]) =>
  expect(await who.attempt(what, { expected: 'denied' })).toMatchObject({ outcome: 'denied' });
export const allowed = async (who: Principal, what: Parameters<Principal['attempt']>[0]) =>
  expect(await who.attempt(what, { expected: 'allowed' })).toMatchObject({ outcome: 'allowed' });
export const rootKey = ({ id }: Account) => ({ accessKeyId: id, secretAccessKey: 'test' });
export const rootOf = (account: Account) => account.principal(`arn:aws:iam::${account.id}:root`, rootKey(account));
export const identity = (who: Principal) => who.client(STSClient).send(new GetCallerIdentityCommand({}));

import { CreateAccessKeyCommand, CreatePolicyCommand, CreateUserCommand } from '@aws-sdk/client-iam';
import { ACCOUNT, ALLOW_LIST, createIamCalls, type IamCalls } from '../../fixtures/iam-calls.js';
import { authorize } from '../engine/index.js';
import type { Caller } from './caller.js';
import { policiesOf, principalOf } from './callers.js';
import type { AccountPropagation } from './propagation.js';

export const UserName = 'alice';
export const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
export const POLICY = `arn:aws:iam::${ACCOUNT}:policy/list`;
export const LIST = { UserName, PolicyName: 'list' };

/** Alice exists; from now on a change takes four seconds of a clock that stands still. */
export function setUp(delay: Parameters<AccountPropagation['set']>[0] = '4s'): IamCalls {
  const calls = createIamCalls();
  calls.account.clock.freeze();
  calls.run(CreateUserCommand, { UserName });
  calls.run(CreatePolicyCommand, { PolicyName: 'list', PolicyDocument: ALLOW_LIST });
  calls.account.propagation.set(delay);
  return calls;
}

export function newKey({ run }: IamCalls): string {
  return run(CreateAccessKeyCommand, { UserName }).AccessKey?.AccessKeyId ?? '';
}

export function callerOf({ accounts }: IamCalls, accessKeyId: string): Caller | undefined {
  return accounts.credential(accessKeyId)?.caller;
}

export function aliceMayList({ account }: IamCalls): boolean {
  const user = account.visible.users.named(UserName);
  if (!user) return false;
  const caller: Caller = { kind: 'user', account, user, accessKeyId: 'AKIA1' };
  const about = { resource: '*', resourceAccount: ACCOUNT, context: new Map() };
  const request = { principal: principalOf(caller), action: 's3:ListAllMyBuckets', ...about };
  return authorize(request, policiesOf(caller)).outcome === 'allowed';
}

/** What was seen just before the delay was over, and then. */
export function beforeAndAfter<T>({ account }: IamCalls, look: () => T): readonly [T, T] {
  account.clock.advance(3999);
  const before = look();
  account.clock.advance(1);
  return [before, look()];
}

export const LATE = [false, true];
export const LATE_NO_MORE = [true, false];

import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import type { AccessKey } from '../../account/access-keys.js';
import type { Account } from '../../account/account.js';
import type { Caller } from '../../account/caller.js';
import { callerArn } from '../../account/callers.js';
import { wholeSeconds } from '../../account/clock.js';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { checkQuota, noSuch } from './failures.js';
import { ownUser, userOrSelf } from './own-user.js';
import { pageOf } from './pages.js';
import { users } from './targets.js';

const createAccessKey = operation(CreateAccessKeyCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    const { account } = call;
    const owner = keyOwner(call);
    checkQuota(account, 'AccessKeysPerUser', account.accessKeys.of(owner.id).length + 1);
    const key: AccessKey = {
      accessKeyId: account.ids.accessKey('long-term'),
      secretAccessKey: account.ids.secret(),
      userId: owner.id,
      status: 'Active',
      createDate: wholeSeconds(call.now),
    };
    account.accessKeys.put(key);
    return { AccessKey: { ...keyAnswer(key, owner), SecretAccessKey: key.secretAccessKey } };
  },
});

const listAccessKeys = operation(ListAccessKeysCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    const owner = keyOwner(call);
    const keys = call.account.accessKeys.of(owner.id);
    const { items, rest } = pageOf(keys, call.input, ({ accessKeyId }) => accessKeyId);
    return { AccessKeyMetadata: items.map((key) => keyAnswer(key, owner)), ...rest };
  },
});

const updateAccessKey = operation(UpdateAccessKeyCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    call.account.accessKeys.put({ ...ownedKey(call), status: call.input.Status });
    return {};
  },
});

const deleteAccessKey = operation(DeleteAccessKeyCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    const { accessKeyId } = ownedKey(call);
    call.account.accessKeys.remove(accessKeyId);
    call.account.lastUses.delete(accessKeyId);
    return {};
  },
});

/** The owner of the key is the resource; of a key that is not in this account AWS says nothing but AccessDenied. */
const getAccessKeyLastUsed = operation(GetAccessKeyLastUsedCommand, {
  needs({ account, caller, input }) {
    const key = account.accessKeys.withId(input.AccessKeyId);
    const user = key && account.users.withId(key.userId);
    if (user) return users.need(account, user.name);
    if (key?.userId === account.id) return { resource: callerArn({ kind: 'root', account }) };
    const arn = caller.kind === 'anonymous' ? 'anonymous' : callerArn(caller);
    throw new AwsError(
      'AccessDenied',
      `User: ${arn} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${input.AccessKeyId}`,
    );
  },
  run({ account, input }) {
    const userId = account.accessKeys.withId(input.AccessKeyId)?.userId ?? '';
    const use = account.lastUses.get(input.AccessKeyId);
    return {
      UserName: account.users.withId(userId)?.name,
      AccessKeyLastUsed: use
        ? { LastUsedDate: new Date(use.date), ServiceName: use.serviceName, Region: use.region }
        : { ServiceName: 'N/A', Region: 'N/A' },
    };
  },
});

interface KeyCall {
  readonly account: Account;
  readonly caller: Caller;
  readonly input: { readonly UserName?: string | undefined };
}

interface KeyOwner {
  readonly id: string;
  /** Undefined for the root user. */
  readonly name: string | undefined;
}

function keyOwner({ account, caller, input }: KeyCall): KeyOwner {
  if (input.UserName !== undefined) return users.find(account, input.UserName);
  return caller.kind === 'root' ? { id: account.id, name: undefined } : ownUser(caller);
}

function ownedKey(call: KeyCall & { readonly input: { readonly AccessKeyId: string } }): AccessKey {
  const owner = keyOwner(call);
  const key = call.account.accessKeys.withId(call.input.AccessKeyId);
  if (key?.userId !== owner.id) throw noSuch.accessKey(call.input.AccessKeyId);
  return key;
}

function keyAnswer(key: AccessKey, owner: KeyOwner) {
  return {
    UserName: owner.name,
    AccessKeyId: key.accessKeyId,
    Status: key.status,
    CreateDate: new Date(key.createDate),
  };
}

export const accessKeyOperations: readonly Operation[] = [
  createAccessKey,
  listAccessKeys,
  updateAccessKey,
  deleteAccessKey,
  getAccessKeyLastUsed,
];

import {
  DeleteSSHPublicKeyCommand,
  GetSSHPublicKeyCommand,
  ListSSHPublicKeysCommand,
  UpdateSSHPublicKeyCommand,
  UploadSSHPublicKeyCommand,
} from '@aws-sdk/client-iam';
import { wholeSeconds } from '../../account/clock.js';
import type { SshPublicKey } from '../../account/ssh-public-keys.js';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { checkQuota, noSuch } from './failures.js';
import { userOrSelf } from './own-user.js';
import { type OwnerCall, ownedBy, ownerOf } from './owned.js';
import { pageOf } from './pages.js';
import { fingerprintOf, pemOf, sshLine } from './ssh-key-forms.js';
import { users } from './targets.js';

const uploadSshPublicKey = operation(UploadSSHPublicKeyCommand, {
  needs: ({ account, input }) => users.need(account, input.UserName),
  run(call) {
    const { account, input, now } = call;
    const owner = ownerOf(call);
    const body = sshLine(input.SSHPublicKeyBody);
    const keys = account.sshPublicKeys.of(owner.id);
    if (keys.some((key) => key.body === body))
      throw new AwsError(
        'DuplicateSSHPublicKey',
        'The SSH public key is already associated with the specified IAM user.',
      );
    checkQuota(account, 'SSHPublicKeysPerUser', keys.length + 1);
    const key: SshPublicKey = {
      id: account.ids.unique('ssh-public-key'),
      userId: owner.id,
      body,
      fingerprint: fingerprintOf(body),
      status: 'Active',
      uploadDate: wholeSeconds(now),
    };
    account.sshPublicKeys.put(key);
    return { SSHPublicKey: keyAnswer(key, owner.name, input.SSHPublicKeyBody) };
  },
});

const getSshPublicKey = operation(GetSSHPublicKeyCommand, {
  needs: ({ account, input }) => users.need(account, input.UserName),
  run(call) {
    const key = ownedKey(call);
    const body = call.input.Encoding === 'PEM' ? pemOf(key.body) : key.body;
    return { SSHPublicKey: keyAnswer(key, ownerOf(call).name, body) };
  },
});

const listSshPublicKeys = operation(ListSSHPublicKeysCommand, {
  needs: (call) => userOrSelf(call),
  run(call) {
    const owner = ownerOf(call);
    const { items, rest } = pageOf(call.account.sshPublicKeys.of(owner.id), call.input, ({ id }) => id);
    const SSHPublicKeys = items.map(({ id, status, uploadDate }) => ({
      UserName: owner.name,
      SSHPublicKeyId: id,
      Status: status,
      UploadDate: new Date(uploadDate),
    }));
    return { SSHPublicKeys, ...rest };
  },
});

const updateSshPublicKey = operation(UpdateSSHPublicKeyCommand, {
  needs: ({ account, input }) => users.need(account, input.UserName),
  run(call) {
    call.account.sshPublicKeys.put({ ...ownedKey(call), status: call.input.Status });
    return {};
  },
});

const deleteSshPublicKey = operation(DeleteSSHPublicKeyCommand, {
  needs: ({ account, input }) => users.need(account, input.UserName),
  run(call) {
    call.account.sshPublicKeys.remove(ownedKey(call).id);
    return {};
  },
});

function ownedKey(call: OwnerCall & { readonly input: { readonly SSHPublicKeyId: string } }): SshPublicKey {
  return ownedBy(call, call.account.sshPublicKeys, call.input.SSHPublicKeyId, noSuch.sshPublicKey);
}

function keyAnswer(key: SshPublicKey, UserName: string, SSHPublicKeyBody: string) {
  return {
    UserName,
    SSHPublicKeyId: key.id,
    Fingerprint: key.fingerprint,
    SSHPublicKeyBody,
    Status: key.status,
    UploadDate: new Date(key.uploadDate),
  };
}

export const sshPublicKeyOperations: readonly Operation[] = [
  uploadSshPublicKey,
  getSshPublicKey,
  listSshPublicKeys,
  updateSshPublicKey,
  deleteSshPublicKey,
];

import {
  CreateServiceSpecificCredentialCommand,
  DeleteServiceSpecificCredentialCommand,
  ListServiceSpecificCredentialsCommand,
  ResetServiceSpecificCredentialCommand,
  UpdateServiceSpecificCredentialCommand,
} from '@aws-sdk/client-iam';
import { wholeSeconds } from '../../account/clock.js';
import type { ServiceCredential } from '../../account/service-credentials.js';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { checkQuota, noSuch } from './failures.js';
import { userOrSelf } from './own-user.js';
import { type OwnerCall, ownedBy, ownerOf } from './owned.js';
import { pageOf } from './pages.js';
import { credentialAnswer, credentialMetadata, FORMS, formOf, newSecret } from './service-credential-forms.js';
import { entityArn, users } from './targets.js';

const DAY = 86_400_000;

const createServiceSpecificCredential = operation(CreateServiceSpecificCredentialCommand, {
  needs: ({ account, input }) => ({
    ...users.need(account, input.UserName),
    keys: {
      'iam:ServiceSpecificCredentialServiceName': input.ServiceName,
      'iam:ServiceSpecificCredentialAgeDays': input.CredentialAgeDays?.toString(),
    },
  }),
  run(call) {
    const { account, input, now } = call;
    const owner = ownerOf(call);
    const { ServiceName: serviceName, CredentialAgeDays: days } = input;
    const form = formOf(serviceName);
    if (days !== undefined && !form.expires)
      throw new AwsError(
        'ValidationError',
        'CredentialAgeDays is only valid for Bedrock and CloudWatch Logs API keys.',
      );
    const others = account.serviceCredentials.of(owner.id).filter((other) => other.serviceName === serviceName);
    checkQuota(account, 'ServiceSpecificCredentialsPerUser', others.length + 1);
    const names = [`${owner.name}-at-${account.id}`, `${owner.name}+1-at-${account.id}`];
    const publicName = names.find((name) => !others.some((other) => other.publicName === name)) ?? '';
    const createDate = wholeSeconds(now);
    const credential: ServiceCredential = {
      id: account.ids.unique('service-credential'),
      userId: owner.id,
      serviceName,
      publicName,
      secret: newSecret(serviceName, publicName, account.ids),
      status: 'Active',
      createDate,
      expiration: days === undefined ? undefined : createDate + days * DAY,
    };
    account.serviceCredentials.put(credential);
    return { ServiceSpecificCredential: credentialAnswer(credential, owner.name, now) };
  },
});

/** "AllUsers: A flag indicating whether to list service specific credentials for all users. ... When set to true, UserName must not be specified." */
const listServiceSpecificCredentials = operation(ListServiceSpecificCredentialsCommand, {
  needs: (call) => (call.input.AllUsers ? { resource: entityArn(call.account, 'user', '/', '*') } : userOrSelf(call)),
  run(call) {
    const { account, input, now } = call;
    if (input.ServiceName !== undefined && !Object.hasOwn(FORMS, input.ServiceName))
      throw noSuch.serviceOfCredential(input.ServiceName);
    if (input.AllUsers && input.UserName !== undefined)
      throw new AwsError('ValidationError', 'UserName must not be specified when AllUsers is true.');
    const kept = input.AllUsers ? [...account.serviceCredentials] : account.serviceCredentials.of(ownerOf(call).id);
    const asked = kept.filter(({ serviceName }) => serviceName === (input.ServiceName ?? serviceName));
    const { items, rest } = pageOf(asked, input, ({ id }) => id);
    const ServiceSpecificCredentials = items.map((credential) =>
      credentialMetadata(credential, account.users.withId(credential.userId)?.name ?? '', now),
    );
    return { ServiceSpecificCredentials, ...rest };
  },
});

const updateServiceSpecificCredential = operation(UpdateServiceSpecificCredentialCommand, {
  needs: (call) => ownedNeed(call),
  run(call) {
    call.account.serviceCredentials.put({ ...ownedCredential(call), status: call.input.Status });
    return {};
  },
});

/** "Resets the password for a service-specific credential. The new password is Amazon Web Services generated". */
const resetServiceSpecificCredential = operation(ResetServiceSpecificCredentialCommand, {
  needs: (call) => ownedNeed(call),
  run(call) {
    const { account, now } = call;
    const credential = ownedCredential(call);
    const secret = newSecret(credential.serviceName, credential.publicName, account.ids);
    account.serviceCredentials.put({ ...credential, secret });
    return { ServiceSpecificCredential: credentialAnswer({ ...credential, secret }, ownerOf(call).name, now) };
  },
});

const deleteServiceSpecificCredential = operation(DeleteServiceSpecificCredentialCommand, {
  needs: (call) => ownedNeed(call),
  run(call) {
    call.account.serviceCredentials.remove(ownedCredential(call).id);
    return {};
  },
});

type CredentialCall = OwnerCall & { readonly input: { readonly ServiceSpecificCredentialId: string } };

function ownedNeed(call: CredentialCall) {
  const credential = call.account.serviceCredentials.withId(call.input.ServiceSpecificCredentialId);
  return { ...userOrSelf(call), keys: { 'iam:ServiceSpecificCredentialServiceName': credential?.serviceName } };
}

function ownedCredential(call: CredentialCall): ServiceCredential {
  const { ServiceSpecificCredentialId: id } = call.input;
  return ownedBy(call, call.account.serviceCredentials, id, noSuch.serviceCredential);
}

export const serviceCredentialOperations: readonly Operation[] = [
  createServiceSpecificCredential,
  listServiceSpecificCredentials,
  updateServiceSpecificCredential,
  resetServiceSpecificCredential,
  deleteServiceSpecificCredential,
];

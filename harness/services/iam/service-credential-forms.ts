import type { ServiceSpecificCredential, ServiceSpecificCredentialMetadata } from '@aws-sdk/client-iam';
import type { Ids } from '../../account/ids.js';
import { type ServiceCredential, statusAt } from '../../account/service-credentials.js';
import { noSuch } from './failures.js';

/** What a credential of a service is: a user name and password, or an API key, which may expire. */
interface Form {
  readonly kind: 'password' | 'api-key';
  readonly expires: boolean;
}

/**
 * The services that have such credentials.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html
 */
export const FORMS: Readonly<Record<string, Form>> = {
  'codecommit.amazonaws.com': { kind: 'password', expires: false },
  'cassandra.amazonaws.com': { kind: 'password', expires: false },
  'bedrock.amazonaws.com': { kind: 'api-key', expires: true },
  'logs.amazonaws.com': { kind: 'api-key', expires: true },
};

/** Throws NoSuchEntity, which AWS answers in the place of the documented ServiceNotSupported. */
export function formOf(serviceName: string): Form {
  const form = Object.hasOwn(FORMS, serviceName) ? FORMS[serviceName] : undefined;
  if (!form) throw noSuch.serviceOfCredential(serviceName);
  return form;
}

/** A Bedrock API key is `ABSK` and, in base64, its alias and secret. */
export function newSecret(serviceName: string, publicName: string, ids: Ids): string {
  const secret = ids.secret();
  if (formOf(serviceName).kind === 'password') return secret;
  return `ABSK${Buffer.from(`${publicName}:${secret}`).toString('base64')}`;
}

/** A credential as listings show it, without its secret. */
export function credentialMetadata(
  credential: ServiceCredential,
  UserName: string,
  now: number,
): ServiceSpecificCredentialMetadata {
  const { serviceName, publicName, expiration } = credential;
  return {
    UserName,
    Status: statusAt(credential, now),
    ...(formOf(serviceName).kind === 'password'
      ? { ServiceUserName: publicName }
      : { ServiceCredentialAlias: publicName }),
    CreateDate: new Date(credential.createDate),
    ...(expiration === undefined ? {} : { ExpirationDate: new Date(expiration) }),
    ServiceSpecificCredentialId: credential.id,
    ServiceName: serviceName,
  };
}

/** A credential as it is shown once, with its secret. */
export function credentialAnswer(
  credential: ServiceCredential,
  userName: string,
  now: number,
): ServiceSpecificCredential {
  const { secret, serviceName } = credential;
  const isPassword = formOf(serviceName).kind === 'password';
  return {
    ...credentialMetadata(credential, userName, now),
    ...(isPassword ? { ServicePassword: secret } : { ServiceCredentialSecret: secret }),
  };
}

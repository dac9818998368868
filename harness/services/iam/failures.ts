import type { Account } from '../../account/account.js';
import type { QuotaName } from '../../account/quotas.js';
import { AwsError } from '../../aws/errors.js';

/** IAM's NoSuchEntity, by what is missing. */
export const noSuch = {
  user: (name: string) => noSuchEntity(`The user with name ${name} cannot be found.`),
  group: (name: string) => noSuchEntity(`The group with name ${name} cannot be found.`),
  role: (name: string) => noSuchEntity(`The role with name ${name} cannot be found.`),
  inlinePolicy: (kind: string, name: string) => noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`),
  accessKey: (id: string) => noSuchEntity(`The Access Key with id ${id} cannot be found.`),
  policy: (arn: string) => noSuchEntity(`Policy ${arn} was not found.`),
  attachablePolicy: (arn: string) => noSuchEntity(`Policy ${arn} does not exist or is not attachable.`),
  policyVersion: (arn: string, version: string) =>
    noSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`),
  instanceProfile: (name: string) => noSuchEntity(`Instance Profile ${name} cannot be found.`),
  roleInInstanceProfile: (role: string, profile: string) =>
    noSuchEntity(`Role ${role} in Instance Profile ${profile} cannot be found.`),
  loginProfile: (user: string) => noSuchEntity(`Login Profile for User ${user} cannot be found.`),
  sshPublicKey: (id: string) => noSuchEntity(`The Public Key with id ${id} cannot be found.`),
  certificate: (id: string) => noSuchEntity(`The Certificate with id ${id} cannot be found.`),
  serverCertificate: (name: string) => noSuchEntity(`The Server Certificate with name ${name} cannot be found.`),
  serviceCredential: (id: string) => noSuchEntity(`No such credential ${id} exists`),
  mfaDevice: (serial: string) => noSuchEntity(`MFA Device with serial number ${serial} does not exist.`),
  oidcProvider: (arn: string) => noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`),
  passwordPolicy: (account: string) => noSuchEntity(`The Password Policy with domain name ${account} cannot be found.`),
  deletablePasswordPolicy: () => noSuchEntity('The account policy with name PasswordPolicy cannot be found.'),
  alias: (alias: string) => noSuchEntity(`The account alias ${alias} cannot be found.`),
  deletionTask: (id: string) => noSuchEntity(`Deletion task id ${id} cannot be found.`),
  job: (id: string) => noSuchEntity(`Cannot find service last accessed data for job ID ${id}.`),
  serviceOfCredential: (service: string) =>
    noSuchEntity(`No such service ${service} is supported for Service Specific Credentials`),
  boundary: (arn: string) => noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`),
} as const;

function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message);
}

/** What must go before an entity can be deleted: the first that applies is answered. */
export function refuseDeletion(obstacles: Readonly<Record<string, boolean>>): void {
  for (const [obstacle, present] of Object.entries(obstacles))
    if (present) throw new AwsError('DeleteConflict', `Cannot delete entity, must ${obstacle} first.`);
}

/** Throws LimitExceeded if `count` is more than the quota allows. */
export function checkQuota({ quotas }: Account, name: QuotaName, count: number): void {
  const quota = quotas[name];
  if (count > quota) throw new AwsError('LimitExceeded', `Cannot exceed quota for ${name}: ${quota}`);
}

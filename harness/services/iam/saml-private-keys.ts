import { createPrivateKey } from 'node:crypto';
import type { Account } from '../../account/account.js';
import { wholeSeconds } from '../../account/clock.js';
import type { SamlPrivateKey, SamlProvider } from '../../account/saml-providers.js';
import { AwsError } from '../../aws/errors.js';

/** The members of CreateSAMLProvider and UpdateSAMLProvider that are about encrypted assertions. */
export interface EncryptionInput {
  readonly AssertionEncryptionMode?: SamlProvider['encryptionMode'];
  readonly AddPrivateKey?: string | undefined;
  readonly RemovePrivateKey?: string | undefined;
}

export type Encryption = Pick<SamlProvider, 'encryptionMode' | 'privateKeys'>;

/** "Two private keys" at most, so that a new one can be added before the old one is removed. */
const KEYS_PER_PROVIDER = 2;

/**
 * The encryption settings of a provider after a change. Throws InvalidInput or LimitExceeded.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html
 */
export function changedEncryption(
  before: Encryption,
  input: EncryptionInput,
  account: Account,
  now: number,
): Encryption {
  const { AddPrivateKey: added, RemovePrivateKey: removed } = input;
  if (added !== undefined && removed !== undefined) {
    throw invalid(
      'Unable to add and remove private keys in the same request. Set a value for only one of the two parameters.',
    );
  }
  const encryptionMode = input.AssertionEncryptionMode ?? before.encryptionMode;
  const kept = removed === undefined ? before.privateKeys : without(before.privateKeys, removed);
  const isRequired = encryptionMode === 'Required';
  if (isRequired && removed !== undefined && kept.length === 0) throw invalid('Failed to remove private key.');
  const privateKeys = added === undefined ? kept : [...kept, newKey(added, kept.length, account, now)];
  if (isRequired && privateKeys.length === 0) {
    throw invalid('Unable to set assertion encryption mode to Required because no private key is provided.');
  }
  return { encryptionMode, privateKeys };
}

function without(keys: readonly SamlPrivateKey[], removed: string): readonly SamlPrivateKey[] {
  const kept = keys.filter(({ id }) => id !== removed);
  if (kept.length < keys.length) return kept;
  throw invalid('Failed to remove private key because the Key ID does not match a private key.');
}

function newKey(key: string, present: number, account: Account, now: number): SamlPrivateKey {
  if (!isRsaKey(key)) throw invalid('Invalid private key.');
  if (present >= KEYS_PER_PROVIDER) {
    throw new AwsError('LimitExceeded', `Private key limit of ${KEYS_PER_PROVIDER} is reached.`);
  }
  return { id: account.ids.certificate(), key, uploadDate: wholeSeconds(now) };
}

/** The key of an assertion is encrypted with RSA. */
function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidInput', message);
}

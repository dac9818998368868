import type { JWK } from 'jose';
import { issuerName } from './oidc-providers.js';

/** A JSON Web Key Set, as an issuer publishes it. */
export interface KeySet {
  readonly keys: readonly JWK[];
}

/** The public keys of issuers that the emulator was told, so that it need not ask the issuers for them. */
export interface IssuerKeys {
  /** By the issuer's URL or name. */
  of(issuer: string): KeySet | undefined;
  /** Throws {@link InvalidWebIdentityKeys}. */
  put(issuer: string, keys: KeySet): void;
}

/** Keys of an issuer that no token can be verified with. */
export class InvalidWebIdentityKeys extends Error {
  override readonly name = 'InvalidWebIdentityKeys';
  readonly issuer: string;

  constructor(issuer: string) {
    super(
      `the web identity keys of \`${issuer}\` are no JSON Web Key Set: pass \`{ keys: [...] }\` with the public keys that the issuer signs with, each with its \`kty\``,
    );
    this.issuer = issuer;
  }
}

export function createIssuerKeys(given: Readonly<Record<string, KeySet>> = {}): IssuerKeys {
  const known = new Map<string, KeySet>();
  const put = (issuer: string, set: KeySet) => {
    if (!isKeySet(set)) throw new InvalidWebIdentityKeys(issuer);
    known.set(issuerName(issuer), set);
  };
  for (const [issuer, set] of Object.entries(given)) put(issuer, set);
  return { of: (issuer) => known.get(issuerName(issuer)), put };
}

/** Whether this, which may come from a file or a server, is a key set. */
export function isKeySet(given: unknown): given is KeySet {
  if (typeof given !== 'object' || given === null || !('keys' in given) || !Array.isArray(given.keys)) return false;
  return given.keys.every((key) => typeof key === 'object' && key !== null && typeof key.kty === 'string');
}

import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK, JWTPayload } from 'jose';
import type { KeySet } from './oidc-keys.js';
import { refuse } from './snapshot-form.js';

/** The algorithms that GetWebIdentityToken signs with. */
export type TokenAlgorithm = keyof typeof KEY_IDS;

/** What AWS's issuers name their keys. */
const KEY_IDS = { RS256: 'RSA_0', ES384: 'EC384_0' } as const;

/** A private key as a JSON Web Key. */
export interface SavedTokenKey {
  readonly algorithm: TokenAlgorithm;
  readonly privateKey: Readonly<Record<string, string>>;
}

/** The keys that sign the tokens of all accounts; made when they are first needed, and what signs with them loaded then. */
export interface TokenKeys {
  sign(algorithm: TokenAlgorithm, claims: JWTPayload): Promise<string>;
  /** The public keys, as every issuer publishes them. */
  keySet(): Promise<KeySet>;
  /** The keys that were needed so far. */
  saved(): readonly SavedTokenKey[];
  /** Puts saved keys in the place of all: tokens that they signed are good again. Throws `InvalidSnapshot`. */
  restore(keys: readonly SavedTokenKey[]): void;
}

const generate = promisify(generateKeyPair);

async function newKey(algorithm: TokenAlgorithm): Promise<KeyObject> {
  const made =
    algorithm === 'RS256' ? generate('rsa', { modulusLength: 2048 }) : generate('ec', { namedCurve: 'secp384r1' });
  return (await made).privateKey;
}

export function createTokenKeys(): TokenKeys {
  let keys = new Map<TokenAlgorithm, KeyObject>();
  const making = new Map<TokenAlgorithm, Promise<KeyObject>>();

  const keyOf = async (algorithm: TokenAlgorithm): Promise<KeyObject> => {
    const [kept, there] = [keys, keys.get(algorithm)];
    if (there !== undefined) return there;
    const made = making.get(algorithm) ?? newKey(algorithm);
    making.set(algorithm, made);
    const key = await made;
    kept.set(algorithm, key);
    return key;
  };
  const published = async (algorithm: TokenAlgorithm): Promise<JWK> => {
    const { exportJWK } = await import('jose');
    const publicKey = createPublicKey(await keyOf(algorithm));
    return { ...(await exportJWK(publicKey)), kid: KEY_IDS[algorithm], use: 'sig', alg: algorithm };
  };
  return {
    async sign(algorithm, claims) {
      const { SignJWT } = await import('jose');
      return new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, kid: KEY_IDS[algorithm], typ: 'JWT' })
        .sign(await keyOf(algorithm));
    },
    keySet: async () => ({ keys: await Promise.all([published('RS256'), published('ES384')]) }),
    saved: () =>
      [...keys].map(([algorithm, key]) => ({ algorithm, privateKey: key.export({ format: 'jwk' }) as SavedKey })),
    restore(saved) {
      keys = new Map(saved.map(({ algorithm, privateKey }, index) => [algorithm, readKey(privateKey, index)]));
      making.clear();
    },
  };
}

type SavedKey = SavedTokenKey['privateKey'];

function readKey(privateKey: SavedKey, index: number): KeyObject {
  try {
    return createPrivateKey({ key: privateKey, format: 'jwk' });
  } catch {
    return refuse(`tokenKeys[${index}].privateKey`, 'is no private key');
  }
}

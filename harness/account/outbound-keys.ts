import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { KeySet } from './oidc-keys.js';

/** The algorithms that GetWebIdentityToken signs with. */
export type TokenAlgorithm = keyof typeof KEY_IDS;

/** What AWS's issuers name their keys. */
const KEY_IDS = { RS256: 'RSA_0', ES384: 'EC384_0' } as const;

/** The keys that sign the tokens of all accounts; made when they are first needed, for as long as the emulator runs. */
export interface TokenKeys {
  sign(algorithm: TokenAlgorithm, claims: JWTPayload): Promise<string>;
  /** The public keys, as every issuer publishes them. */
  keySet(): Promise<KeySet>;
}

export function createTokenKeys(): TokenKeys {
  const pairs = new Map<TokenAlgorithm, ReturnType<typeof generateKeyPair>>();
  const pairOf = (algorithm: TokenAlgorithm) => {
    const pair = pairs.get(algorithm) ?? generateKeyPair(algorithm, { extractable: true });
    pairs.set(algorithm, pair);
    return pair;
  };
  const published = async (algorithm: TokenAlgorithm): Promise<JWK> => {
    const { publicKey } = await pairOf(algorithm);
    return { ...(await exportJWK(publicKey)), kid: KEY_IDS[algorithm], use: 'sig', alg: algorithm };
  };
  return {
    async sign(algorithm, claims) {
      const { privateKey } = await pairOf(algorithm);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, kid: KEY_IDS[algorithm], typ: 'JWT' })
        .sign(privateKey);
    },
    keySet: async () => ({ keys: await Promise.all([published('RS256'), published('ES384')]) }),
  };
}

import { remembered } from '../remembered.js';
import { type CredentialScope, credentialScope } from './credential-scope.js';
import { HmacKey } from './hmac-key.js';

/** A signing key with the secret that it was derived from. */
interface DerivedKey {
  readonly secretAccessKey: string;
  readonly key: HmacKey;
}

/**
 * What the signatures of a client have in common for a whole day: its credential, the names of the headers that it signs, and its signing
 * key, which takes four HMACs to derive. Bounded, because all of it comes from requests.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class SigningKeys {
  readonly #keys = new Map<string, DerivedKey>();
  readonly #limit: number;
  /** A credential as it was sent, taken apart. */
  readonly scope: (sent: string) => CredentialScope;
  /** The names in a list of signed headers. */
  readonly headerNames: (sent: string) => readonly string[];

  constructor(limit = 1000) {
    this.#limit = limit;
    this.scope = remembered(credentialScope, limit);
    this.headerNames = remembered((sent) => (sent === '' ? [] : sent.split(';')), limit);
  }

  get size(): number {
    return this.#keys.size;
  }

  get(secretAccessKey: string, scope: CredentialScope): HmacKey {
    const known = this.#keys.get(scope.sent);
    if (known?.secretAccessKey === secretAccessKey) return known.key;
    const key = signingKey(secretAccessKey, scope);
    if (this.#keys.size >= this.#limit) this.#forgetOldest();
    this.#keys.set(scope.sent, { secretAccessKey, key });
    return key;
  }

  #forgetOldest(): void {
    for (const oldest of this.#keys.keys()) {
      this.#keys.delete(oldest);
      return;
    }
  }
}

function signingKey(secretAccessKey: string, { date, region, service }: CredentialScope): HmacKey {
  const secret = new HmacKey(Buffer.from('AWS4' + secretAccessKey));
  return [date, region, service, 'aws4_request'].reduce((key, part) => new HmacKey(key.bytes(part)), secret);
}

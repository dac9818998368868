import { createHmac } from 'node:crypto';

/** What a signing key is derived from, beside the secret. */
export interface SigningScope {
  /** `YYYYMMDD`, as it stands in the credential. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/**
 * Keeps derived keys: deriving one takes four HMACs, and a client uses the same for a whole day. Bounded, because the scope comes
 * from the request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class SigningKeys {
  readonly #keys = new Map<string, Buffer>();
  readonly #limit: number;

  constructor(limit = 1000) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#keys.size;
  }

  get(secretAccessKey: string, scope: SigningScope): Buffer {
    const name = `${scope.date}\n${scope.region}\n${scope.service}\n${secretAccessKey}`;
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = signingKey(secretAccessKey, scope);
    if (this.#keys.size >= this.#limit) this.#forgetOldest();
    this.#keys.set(name, key);
    return key;
  }

  #forgetOldest(): void {
    for (const oldest of this.#keys.keys()) {
      this.#keys.delete(oldest);
      return;
    }
  }
}

function signingKey(secretAccessKey: string, { date, region, service }: SigningScope): Buffer {
  return [date, region, service, 'aws4_request'].reduce(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from('AWS4' + secretAccessKey),
  );
}

import { createHash, createHmac } from 'node:crypto';
import type { ServiceId } from '../application.js';
import { AwsError } from '../errors.js';
import { headerMap } from '../header-map.js';
import { SigningKeys } from './signing-keys.js';
import { verify } from './verify.js';

const now = Date.UTC(2026, 2, 4, 5, 6, 7);
const user = { accessKeyId: 'AKIAUSER', secretAccessKey: 'secret', sessionToken: undefined, expired: false };
const session = { accessKeyId: 'ASIASESSION', secretAccessKey: 'secret', sessionToken: 'token', expired: false };
const gone = { ...session, accessKeyId: 'ASIAGONE', expired: true };

/** One fault in a request, and how it must be refused. */
export type Refusal = readonly [
  fault: string,
  sent: Sent,
  code: string,
  message: string | RegExp,
  extras: Readonly<Record<string, string>>,
];

export interface Sent {
  readonly service?: ServiceId;
  readonly method?: string;
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

export function refusal({ service = 'iam', method = 'POST', target = '/', headers = {}, body = '' }: Sent) {
  const raw = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  try {
    const outcome = verify(
      { method, target, headers: headerMap(['Host', 'example.com', ...raw]) },
      {
        service,
        now,
        keys: new SigningKeys(),
        body: service === 's3' ? undefined : Buffer.from(body),
        credential: (id) => {
          const known = [user, session, gone].find(({ accessKeyId }) => accessKeyId === id);
          return known === undefined ? undefined : { ...known, caller: id };
        },
      },
    );
    return { code: outcome.kind, message: '', extras: {} };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { code: error.code, message: error.message, extras: error.extras };
  }
}

export const stamp = '20260304T050607Z';
export const scope = (service: string, region = 'us-east-1') => `20260304/${region}/${service}/aws4_request`;
export const junk = 'f'.repeat(64);
export const authorization = (credential: string, signed = 'host;x-amz-date', signature = junk) =>
  `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`;

export const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** A right signature with every header signed. */
export function signedByHand(
  service: 'iam' | 's3',
  accessKeyId: string,
  more: Record<string, string | undefined>,
): Sent {
  const payload: Record<string, string> = service === 's3' ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : {};
  const headers: Record<string, string | undefined> = { 'X-Amz-Date': stamp, ...payload, ...more };
  const lines = Object.entries({ host: 'example.com', ...headers })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const signed = lines.map(([name]) => name).join(';');
  const hash = service === 's3' ? 'UNSIGNED-PAYLOAD' : emptyHash;
  const canonical = ['POST', '/', '', ...lines.map(([name, value]) => `${name}:${value}`), '', signed, hash].join('\n');
  const value = authorization(`${accessKeyId}/${scope(service)}`, signed, signatureOf(service, stamp, canonical));
  return { service, headers: { ...headers, Authorization: value } };
}

export function signatureOf(service: ServiceId, at: string, canonical: string): string {
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = scope(service).split('/').reduce<string | Buffer>(mac, 'AWS4secret') as Buffer;
  const canonicalHash = createHash('sha256').update(canonical).digest('hex');
  return mac(key, ['AWS4-HMAC-SHA256', at, scope(service), canonicalHash].join('\n')).toString('hex');
}

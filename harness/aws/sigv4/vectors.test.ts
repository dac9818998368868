import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Vector } from '../../../fixtures/sigv4/vector.js';
import { AwsError } from '../errors.js';
import { headerMap } from '../header-map.js';
import { SigningKeys } from './signing-keys.js';
import { type Verification, verify } from './verify.js';

const vectors = JSON.parse(
  readFileSync(new URL('../../../fixtures/sigv4/requests.json', import.meta.url), 'utf8'),
) as readonly Vector[];
const keys = new SigningKeys();

function verified(vector: Vector, change: Partial<Verification<string>> = {}) {
  const request = { method: vector.method, target: vector.target, headers: headerMap(vector.headers.flat()) };
  return verify(request, {
    service: vector.service,
    now: vector.signedAt + 1000,
    keys,
    body: vector.service === 's3' ? undefined : Buffer.from(vector.body),
    credential: (id) => {
      const { accessKeyId, secretAccessKey, sessionToken } = vector.credential;
      if (id !== accessKeyId) return undefined;
      return { accessKeyId, secretAccessKey, sessionToken, expired: false, caller: 'someone' };
    },
    ...change,
  });
}

/** The code of the refusal, or `accepted`. */
function verdict(vector: Vector, change: Partial<Verification<string>> = {}): string {
  try {
    return verified(vector, change).kind === 'signed' ? 'accepted' : 'anonymous';
  } catch (error) {
    return error instanceof AwsError ? error.code : String(error);
  }
}

const title = ({ signer, service, place, name }: Vector) => `${signer}, ${service}, ${place}: ${name}`;

describe('a request signed by an independent signer is accepted', () => {
  test.each(vectors.map((vector) => [title(vector), vector] as const))('%s', (_, vector) => {
    expect(verified(vector)).toMatchObject({
      kind: 'signed',
      region: vector.region,
      credential: { caller: 'someone' },
      signature: {
        accessKeyId: vector.credential.accessKeyId,
        authType: vector.place === 'header' ? 'REST-HEADER' : 'REST-QUERY-STRING',
        age: 1000,
      },
    });
  });
});

type Tampering = (vector: Vector) => Vector | undefined;

/** Changes a header, wherever it is signed. */
function header(name: string, change: (value: string) => string): Tampering {
  return (vector) => {
    if (!signedHeaders(vector).includes(name)) return undefined;
    const headers = vector.headers.map(([n, v]) => [n, n.toLowerCase() === name ? change(v) : v] as const);
    return { ...vector, headers };
  };
}

/** Changes the signature's own parts: in the Authorization header, or their parameter of the query. */
function part(pattern: RegExp, replacement: string): Tampering {
  return (vector) => {
    const inQuery = vector.place === 'query';
    const target = inQuery ? vector.target.replace(pattern, replacement) : vector.target;
    const headers = vector.headers.map(
      ([n, v]) => [n, n.toLowerCase() === 'authorization' && !inQuery ? v.replace(pattern, replacement) : v] as const,
    );
    return { ...vector, target, headers };
  };
}

function signedHeaders(vector: Vector): readonly string[] {
  const authorization = vector.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  const inHeader = /SignedHeaders=([^,\s]+)/.exec(authorization ?? '')?.[1];
  const inQuery = /X-Amz-SignedHeaders=([^&]+)/.exec(vector.target)?.[1];
  return decodeURIComponent(inHeader ?? inQuery ?? '').split(';');
}

const differs = { iam: 'SignatureDoesNotMatch', sts: 'SignatureDoesNotMatch', s3: 'SignatureDoesNotMatch' };

/** What is changed, and the code that AWS answers for it. A slash is `/` in a header and `%2F` in a query. */
const tamperings: readonly (readonly [string, Tampering, Record<Vector['service'], string>])[] = [
  ['the method', (vector) => ({ ...vector, method: 'DELETE' }), differs],
  ['the path', (vector) => ({ ...vector, target: vector.target.replace(/^[^?]*/, '$&x') }), differs],
  [
    'another query',
    (vector) => ({ ...vector, target: vector.target + (vector.target.includes('?') ? '&' : '?') + 'x=y' }),
    differs,
  ],
  ['the host', header('host', (value) => 'other.' + value), differs],
  ['the content type', header('content-type', (value) => value + 'x'), differs],
  ['the payload hash', header('x-amz-content-sha256', () => '0'.repeat(64)), { ...differs }],
  ['metadata', header('x-amz-meta-case', (value) => value.toLowerCase()), differs],
  ['metadata that was empty', header('x-amz-meta-empty', () => 'full'), differs],
  [
    'the second value of a repeated header',
    header('x-amz-meta-twice', (value) => (value === 'b' ? value : 'b')),
    differs,
  ],
  [
    'the time',
    (vector) => ({
      ...vector,
      target: vector.target.replace('T050607Z', 'T050608Z'),
      headers: vector.headers.map(([n, v]) => [n, n.toLowerCase() === 'x-amz-date' ? '20260304T050608Z' : v] as const),
    }),
    differs,
  ],
  [
    'the date of the scope',
    part(/(?<=Credential=\w+(?:\/|%2F))20260304/, '20260303'),
    { iam: 'SignatureDoesNotMatch', sts: 'SignatureDoesNotMatch', s3: 'AuthorizationHeaderMalformed' },
  ],
  ['the region', part(/us-east-1|eu-central-1|ap-southeast-3/, 'us-west-2'), differs],
  [
    'the service',
    part(/(\/|%2F)(iam|sts|s3)(?=\/|%2F)/, '$1ec2'),
    { iam: 'SignatureDoesNotMatch', sts: 'SignatureDoesNotMatch', s3: 'AuthorizationHeaderMalformed' },
  ],
  [
    'the terminator',
    part(/aws4_request/, 'aws5_request'),
    { iam: 'SignatureDoesNotMatch', sts: 'SignatureDoesNotMatch', s3: 'AuthorizationHeaderMalformed' },
  ],
  [
    'the key id',
    part(/(AK|AS)IAIOSFODNN7EXAMPLE/, '$1IAI00000000EXAMPLE'),
    { iam: 'InvalidClientTokenId', sts: 'InvalidClientTokenId', s3: 'InvalidAccessKeyId' },
  ],
  ['the signature', part(/(?<=Signature=)./, 'g'), differs],
  ['a shorter signature', part(/(?<=Signature=\w{63})./, ''), differs],
  ['capitals in the signature', part(/(?<=Signature=)\w{64}/, 'A'.repeat(64)), differs],
  [
    'the list of signed headers',
    (vector) => part(/(?<=SignedHeaders=)/, vector.place === 'query' ? 'aaa%3B' : 'aaa;')(vector),
    differs,
  ],
];

/** In a query, S3 names these errors differently. */
const inS3Query: Record<string, string> = { AuthorizationHeaderMalformed: 'AuthorizationQueryParametersError' };

describe.each(tamperings)('changing %s is refused', (_, tamper, codes) => {
  const changed = vectors.flatMap((vector) => {
    const other = tamper(vector);
    return other === undefined ? [] : [{ vector, other }];
  });

  test(`in ${changed.length} requests`, () => {
    expect(changed.length).toBeGreaterThan(0);
    for (const { vector, other } of changed) {
      const code = codes[vector.service];
      const expected = vector.service === 's3' && vector.place === 'query' ? (inS3Query[code] ?? code) : code;
      expect(verdict(other), title(vector)).toBe(expected);
    }
  });
});

describe('what is signed with it', () => {
  test('another body is refused by IAM and STS', () => {
    for (const vector of vectors.filter(({ service }) => service !== 's3')) {
      expect(verdict(vector, { body: Buffer.from(vector.body + '&Path=/') }), title(vector)).toBe(
        'SignatureDoesNotMatch',
      );
    }
  });

  test('another secret is refused', () => {
    for (const vector of vectors) {
      const credential = (accessKeyId: string) => ({
        accessKeyId,
        secretAccessKey: 'another',
        sessionToken: vector.credential.sessionToken,
        expired: false,
        caller: 'someone',
      });
      expect(verdict(vector, { credential }), title(vector)).toBe('SignatureDoesNotMatch');
    }
  });

  test('another session token is refused', () => {
    const sessions = vectors.filter(({ credential }) => credential.sessionToken !== undefined);
    expect(sessions.length).toBeGreaterThan(10);
    for (const vector of sessions) {
      const other: Vector = {
        ...vector,
        target: vector.target.replace('Security-Token=IQo', 'Security-Token=IQp'),
        headers: vector.headers.map(([n, v]) => [n, n.toLowerCase() === 'x-amz-security-token' ? v + 'x' : v] as const),
      };
      expect(verdict(other), title(vector)).toBe(vector.service === 's3' ? 'InvalidToken' : 'InvalidClientTokenId');
    }
  });
});

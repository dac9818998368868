import { describe, expect, test } from 'vitest';
import { emptyHash, refusal, scope, signatureOf, signedByHand, stamp } from './refusals.fixture.js';

describe('a request without a signature', () => {
  test('is anonymous, for every service', () => {
    for (const service of ['iam', 'sts', 's3'] as const) {
      expect(refusal({ service, target: '/?Action=ListUsers&X-Amz-Date=' + stamp }).code).toBe('anonymous');
    }
  });

  test('may not bring signed chunks to S3', () => {
    const headers = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' };
    expect(refusal({ service: 's3', headers })).toMatchObject({
      code: 'InvalidRequest',
      message:
        "Anonymous requests don't support this x-amz-content-sha256 value. Please use UNSIGNED-PAYLOAD or STREAMING-UNSIGNED-PAYLOAD-TRAILER.",
    });
  });
});

describe('what a client may write differently', () => {
  test.each([
    ['the scheme in small letters', (text: string) => text.replace('AWS4-HMAC-SHA256', 'aws4-hmac-sha256')],
    ['several blanks and no commas', (text: string) => text.replace(/,? /g, '   ')],
    ['no blanks after commas', (text: string) => text.replaceAll(', ', ',')],
    ['another order', (text: string) => text.replace(/(Credential=\S+), (SignedHeaders=\S+), (\S+)/, '$3, $2, $1')],
  ])('%s is accepted', (_, rewrite) => {
    for (const service of ['iam', 's3'] as const) {
      const sent = signedByHand(service, 'AKIAUSER', {});
      const headers = { ...sent.headers, Authorization: rewrite(sent.headers?.Authorization ?? '') };
      expect(refusal({ ...sent, headers }).code).toBe('signed');
    }
  });

  test('a Date header serves where there is no X-Amz-Date', () => {
    const sent = signedByHand('iam', 'AKIAUSER', { Date: 'Wed, 04 Mar 2026 05:06:07 GMT', 'X-Amz-Date': undefined });
    expect(refusal(sent).code).toBe('signed');
  });

  test('text that is not ASCII is the same in UTF-8 and in the Latin-1 of Node', () => {
    const latin1 = signedByHand('s3', 'AKIAUSER', { 'x-amz-meta-name': 'é' });
    expect(refusal(latin1).code).toBe('signed');
    const utf8 = { ...latin1.headers, 'x-amz-meta-name': Buffer.from('é').toString('latin1') };
    expect(refusal({ ...latin1, headers: utf8 }).code).toBe('signed');
  });

  test('a presigned request to STS lives for 15 minutes, whatever it says', () => {
    const service = 'sts';
    for (const expires of ['1', undefined]) {
      const at = '20260304T045200Z';
      const more = expires === undefined ? '' : '&X-Amz-Expires=' + expires;
      const credential = encodeURIComponent(`AKIAUSER/${scope(service)}`);
      const query = `Action=GetCallerIdentity&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Date=${at}${more}&X-Amz-SignedHeaders=host`;
      const signature = signatureOf(
        service,
        at,
        ['GET', '/', query, 'host:example.com\n', 'host', emptyHash].join('\n'),
      );
      const target = `/?${query}&X-Amz-Signature=${signature}`;
      expect(refusal({ service, method: 'GET', target }).code).toBe('signed');
    }
  });
});

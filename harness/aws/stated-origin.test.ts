import { expect, test } from 'vitest';
import { headerMap } from './header-map.js';
import type { RequestOrigin } from './http.js';
import { originHeaders, originOf } from './stated-origin.js';

const SHOWN: RequestOrigin = { sourceIp: '127.0.0.1', secureTransport: false };

function stated(headers: Readonly<Record<string, string>>, mayStateOrigin = true): RequestOrigin {
  const rawHeaders = ['host', 'localhost', ...Object.entries(headers).flat()];
  const request = { method: 'GET', target: '/', rawHeaders, body: undefined, origin: SHOWN, mayStateOrigin };
  return originOf(request, headerMap(rawHeaders));
}

test('without a header the origin is the one that the network shows', () => {
  expect(stated({})).toBe(SHOWN);
  expect(stated({}, false)).toBe(SHOWN);
});

test.each<Partial<RequestOrigin>>([
  { sourceIp: '2001:db8::1', secureTransport: true },
  { vpce: 'vpce-1a2b3c4d', vpc: 'vpc-111bbb22' },
  { viaService: true, calledVia: ['cloudformation.amazonaws.com', 'dynamodb.amazonaws.com'] },
  { mfa: true },
  { mfa: false },
  { mfa: 300, time: new Date('2030-01-02T03:04:05.000Z') },
  {
    service: {
      principal: 'logs.amazonaws.com',
      otherNames: ['logs.us-east-1.amazonaws.com'],
      sourceArn: 'arn:aws:logs:us-east-1:123456789012:log-group:g',
      sourceAccount: '123456789012',
    },
  },
])('what is written into headers is read again: %j', (origin) => {
  expect(stated(originHeaders(origin))).toEqual({ ...SHOWN, ...origin });
});

test.each([
  ['x-rehearsal-source-ip', 'office', '203.0.113.7'],
  ['x-rehearsal-secure-transport', 'yes', 'true'],
  ['x-rehearsal-time', 'later', '2026-11-24T10:00:00Z'],
  ['x-rehearsal-source-arn', 'arn:aws:s3:::b', 'arn:aws:lambda:us-east-1:123456789012:function:f'],
])('a value of %s that cannot be read, or that says nothing without another, is refused', (name, value, example) => {
  expect(() => stated({ [name]: value })).toThrow(`the header \`${name}\` is \`${value}\`; write e.g. \`${example}\``);
});

test('a server that was not told to believe them refuses the headers', () => {
  expect(() => stated({ 'X-Rehearsal-Source-Ip': '203.0.113.7' }, false)).toThrow(
    'the header `x-rehearsal-source-ip` says where a request comes from, which this server does not believe',
  );
});

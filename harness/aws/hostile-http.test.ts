import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Last, signedForm, signedObject, startVictim, type Victim } from './hostile-client.fixture.js';

let victim: Victim;
const MB = 1024 * 1024;
beforeAll(async () => {
  victim = await startVictim({ limits: { bodyBytes: 4 * MB } });
});
afterAll(async () => {
  await victim[Symbol.asyncDispose]();
});

const FORM = 'content-type: application/x-www-form-urlencoded\r\n';

function post(headers: string, body = ''): string {
  return `POST / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n${FORM}${headers}\r\n${body}`;
}

function get(target: string | Uint8Array, headers = 'host: h\r\n'): Uint8Array {
  const bytes = typeof target === 'string' ? Buffer.from(target) : target;
  return Buffer.concat([Buffer.from('GET '), bytes, Buffer.from(` HTTP/1.1\r\nconnection: close\r\n${headers}\r\n`)]);
}

/** Answered, or only closed, with nothing gone wrong inside, and the next client is served. */
async function survived(pieces: readonly (string | Uint8Array)[], last?: Last) {
  const { statuses, end, text } = await victim.talk(pieces, last);
  expect([end, victim.failures]).toEqual(['closed', []]);
  expect(await victim.isAlive()).toBe(true);
  return { status: statuses[0], code: /<Code>(\w+)<\/Code>/.exec(text)?.[1] };
}

test('an object shorter than its length is refused, by S3 or as no request, whichever is seen first', async () => {
  const put = 'PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\nx';
  expect([400, 404]).toContain((await survived([put], 'half-close')).status);
});

describe('what is no request is refused with a bare 400', () => {
  test.each<[string, readonly (string | Uint8Array)[], Last?]>([
    ['a body shorter than its length', [post('content-length: 100\r\n', 'Action=')], 'half-close'],
    ['a size of a chunk that is no number', [post('transfer-encoding: chunked\r\n', 'zz\r\nAction')]],
    ['a second chunk without a size', [post('transfer-encoding: chunked\r\n', '3\r\nAct\r\n'), 'zz\r\n']],
    ['chunks without an end', [post('transfer-encoding: chunked\r\n', '3\r\nAct\r\n')], 'half-close'],
    ['a chunk larger than numbers are', [post('transfer-encoding: chunked\r\n', `${'f'.repeat(17)}\r\n`)]],
    ['a length below zero', [post('content-length: -1\r\n')]],
    ['a length above all numbers', [post(`content-length: ${'9'.repeat(40)}\r\n`)]],
    ['a last coding that is not chunked', [post('transfer-encoding: chunked, gzip\r\n')], 'half-close'],
    ['no host', ['GET / HTTP/1.1\r\n\r\n'], 'half-close'],
    ['HTTP/2', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']],
    ['TLS', [Buffer.from('16030100a5010000a10303', 'hex')], 'half-close'],
    ['NUL in the target', [get('/a\0b')]],
    ['a target that is no ASCII', [get(Buffer.from([0x2f, 0xff, 0xfe]))]],
    ['NUL in a header', [get('/', 'host: h\r\nx: a\0b\r\n')]],
  ])('%s', async (_, pieces, last) => {
    expect(await survived(pieces, last)).toEqual({ status: 400, code: undefined });
  });
});

describe('what is too large is refused', () => {
  test.each<[string, readonly string[], number, string | undefined]>([
    ['headers', [`GET / HTTP/1.1\r\nhost: h\r\nx: ${'x'.repeat(MB)}\r\n\r\n`], 431, undefined],
    ['a target', [`GET /${'x'.repeat(MB)} HTTP/1.1\r\nhost: h\r\n\r\n`], 431, undefined],
    ['a key', [signedObject('GET', `/bucket/${'k'.repeat(20_000)}`)], 400, 'KeyTooLongError'],
    ['a form', [post(`content-length: ${8 * MB}\r\n`), 'a'.repeat(5 * MB)], 413, 'RequestEntityTooLarge'],
    ['a form in chunks', [post('transfer-encoding: chunked\r\n'), ...chunks(5)], 413, 'RequestEntityTooLarge'],
    [
      'a number of parameters',
      [signedForm(`Action=GetUser${Array.from({ length: 100_000 }, (_, i) => `&a${i}=b`).join('')}`)],
      400,
      'MalformedQueryString',
    ],
    [
      'a policy',
      [signedForm({ Action: 'CreatePolicy', PolicyName: 'p', PolicyDocument: `{"a":"${'x'.repeat(MB)}"}` })],
      400,
      'ValidationError',
    ],
    ['a bucket policy', [signedObject('PUT', '/hostile?policy', `{"a":"${'x'.repeat(MB)}"}`)], 404, 'NoSuchBucket'],
  ])('%s', async (_, pieces, status, code) => {
    expect(await survived(pieces)).toEqual({ status, code });
  });
});

function chunks(count: number): readonly string[] {
  return Array.from({ length: count }, () => `100000\r\n${'a'.repeat(MB)}\r\n`);
}

describe('what is made to confuse is refused in the words of AWS', () => {
  const deepJson = '['.repeat(60_000);
  const trust = { Action: 'CreateRole', RoleName: 'r' };
  test.each<[string, string, number, string]>([
    [
      'deep JSON as a policy',
      signedForm(`Action=CreatePolicy&PolicyName=p&PolicyDocument=${deepJson}`),
      400,
      'MalformedPolicyDocument',
    ],
    [
      'deep JSON as a trust policy',
      signedForm({ ...trust, AssumeRolePolicyDocument: deepJson }),
      400,
      'MalformedPolicyDocument',
    ],
    ['NUL in a name', signedForm('Action=GetUser&UserName=a%00b'), 400, 'ValidationError'],
    ['a wrong escape', signedForm('Action=GetUser&UserName=%zz'), 400, 'MalformedQueryString'],
    ['bytes that are no UTF-8', signedForm('Action=GetUser&UserName=%ff%fe'), 400, 'MalformedQueryString'],
    ['half of a surrogate pair', signedForm('Action=GetUser&UserName=%ED%A0%80'), 400, 'MalformedQueryString'],
    ['a huge index', signedForm('Action=TagUser&UserName=a&Tags.member.999999999.Key=a'), 400, 'ValidationError'],
    ['a number that is none', signedForm('Action=ListUsers&MaxItems=1e400'), 400, 'MalformedInput'],
    ['a marker of nobody', signedForm(`Action=ListUsers&Marker=${'a'.repeat(300)}`), 400, 'ValidationError'],
    ['names of prototypes', signedForm('Action=constructor&__proto__=x'), 400, 'InvalidAction'],
    [
      'entities',
      signedObject('POST', '/hostile?delete', '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'),
      400,
      'MalformedXML',
    ],
    ['deep XML', signedObject('PUT', '/hostile?tagging', '<a>'.repeat(100_000)), 400, 'MalformedXML'],
    ['an escape in a key that is none', String(get('/hostile/%zz')), 400, 'InvalidURI'],
  ])('%s', async (_, request, status, code) => {
    await victim.talk([signedObject('PUT', '/hostile')]);
    expect(await survived([request])).toEqual({ status, code });
  });
});

describe('a client that does as it likes harms nobody', () => {
  test('with a reset in the middle of a body', async () => {
    expect(await survived([post('content-length: 100\r\n', 'Action=')], 'reset')).toMatchObject({ status: undefined });
  });

  test('with a thousand requests at once on one connection', async () => {
    const request = 'GET / HTTP/1.1\r\nhost: h\r\n\r\n';
    const { statuses, end } = await victim.talk([request.repeat(999), get('/')]);
    expect([end, statuses.length, new Set(statuses)]).toEqual(['closed', 1000, new Set([403])]);
  });

  test('with garbage after a good request', async () => {
    const { statuses, end } = await victim.talk(['GET / HTTP/1.1\r\nhost: h\r\n\r\n\0\0garbage\r\n\r\n']);
    expect([end, statuses]).toEqual(['closed', [403, 400]]);
  });

  test('with two thousand headers and more: none is lost', async () => {
    const signedLast = signedForm({ Action: 'GetUser' }).replace('\r\n', `\r\n${'a:b\r\n'.repeat(2500)}`);
    expect(await survived([signedLast])).toMatchObject({ status: 200 });
  });

  test('with an upgrade, an expectation or a method that no one knows', async () => {
    expect(await survived([get('/', 'host: h\r\nconnection: upgrade\r\nupgrade: websocket\r\n')])).toMatchObject({
      status: 403,
    });
    const put = 'PUT /b/k HTTP/1.1\r\nhost: h\r\nexpect: nonsense\r\nconnection: close\r\ncontent-length: 1\r\n\r\nx';
    expect(await survived([put])).toMatchObject({ code: 'NoSuchBucket' });
    expect(await survived(['CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n'])).toMatchObject({ status: undefined });
    expect(await survived(['BREW / HTTP/1.1\r\nhost: a\r\n\r\n'])).toMatchObject({ status: 400 });
  });

  test('with many connections that say nothing', async () => {
    const idle = Array.from({ length: 200 }, () => victim.open());
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    expect(await victim.isAlive()).toBe(true);
    for (const socket of idle) socket.destroy();
  });
});

describe('the limits of a server', () => {
  const served = (limits: object) => startVictim({ limits });

  test('end headers, and bodies, that come too slowly', async () => {
    await using slow = await served({ headersTimeout: 50, requestTimeout: 100 });
    const partial = await slow.talk(['GET / HTTP/1.1\r\nhost: h\r\n']);
    expect([partial.end, partial.statuses]).toEqual(['closed', [408]]);
    const body = await slow.talk([post('content-length: 100\r\n', 'Action=')]);
    expect([body.end, body.statuses, slow.failures]).toEqual(['closed', [408], []]);
  });

  test('end an answer that is not taken', async () => {
    await using slow = await served({ idleTimeout: 100 });
    await slow.talk([signedObject('PUT', '/hostile')]);
    await slow.talk([signedObject('PUT', '/hostile/large', 'x'.repeat(12 * MB))]);
    const socket = slow.open();
    socket.pause();
    socket.write(signedObject('GET', '/hostile/large'));
    await once(socket, 'connect');
    expect(await slow.isAlive()).toBe(true);
    const closed = once(socket, 'close');
    await new Promise((resolve) => setTimeout(resolve, 400));
    socket.on('error', () => undefined).resume();
    await closed;
    expect(socket.bytesRead).toBeLessThan(12 * MB);
    expect(slow.failures).toEqual([]);
  });

  test('close a connection too many', async () => {
    await using full = await served({ connections: 2 });
    const kept = [full.open(), full.open()];
    await Promise.all(kept.map((socket) => once(socket, 'connect')));
    expect(await full.talk([get('/')])).toMatchObject({ end: 'closed', statuses: [] });
    for (const socket of kept) socket.destroy();
  });
});

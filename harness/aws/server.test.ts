import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { WireRequest, WireResponse } from './http.js';
import { type Listening, type ListenOptions, listen } from './server.js';

const open: Listening[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const ok: WireResponse = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' };

async function serving(handle: ListenOptions['handle'], more: Partial<ListenOptions> = {}): Promise<Listening> {
  const server = await listen({ handle, ...more });
  open.push(server);
  return server;
}

/** Sends bytes as they are and gives all that comes back until the connection ends or `until` is seen. */
async function exchange(server: Listening, sent: string, until?: string): Promise<string> {
  const socket = connect(server.port, server.host);
  socket.write(sent);
  return received(socket, until);
}

async function received(socket: Socket, until?: string): Promise<string> {
  let text = '';
  for await (const bytes of socket.iterator({ destroyOnReturn: false })) {
    text += String(bytes);
    if (until !== undefined && text.includes(until)) break;
  }
  if (until !== undefined) socket.destroy();
  return text;
}

async function textOf({ body }: WireRequest): Promise<string> {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) return String(body);
  let text = '';
  for await (const bytes of body) text += Buffer.from(bytes).toString();
  return text;
}

async function nothing(): Promise<WireResponse> {
  return ok;
}

describe('the server', () => {
  test('listens on loopback, on a port of its own, unless told otherwise', async () => {
    const server = await serving(nothing);
    expect(server.host).toBe('127.0.0.1');
    expect(server.port).toBeGreaterThan(0);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  });

  test('says when its port is taken', async () => {
    const { port } = await serving(nothing);
    await expect(listen({ handle: nothing, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('passes the target and the headers on exactly as they were sent', async () => {
    const seen: WireRequest[] = [];
    const server = await serving(async (request) => {
      seen.push(request);
      return ok;
    });
    const target = '/bucket/a/../b//c%2F%2e%2E+(x)?x=1&&a+b=%zz';
    const socket = connect(server.port, server.host);
    socket.end(
      Buffer.from(`GET ${target} HTTP/1.1\r\nHoSt: h\r\nX-A:  one  two \r\nx-a: three\r\nconnection: close\r\n\r\n`),
    );
    await received(socket);
    expect(seen[0]).toMatchObject({
      method: 'GET',
      target,
      rawHeaders: ['HoSt', 'h', 'X-A', 'one  two', 'x-a', 'three', 'connection', 'close'],
      body: undefined,
      origin: { sourceIp: '127.0.0.1', secureTransport: false },
    });
  });

  test('lets another origin be told for a connection', async () => {
    const origin = { sourceIp: '203.0.113.7', secureTransport: true };
    let seen: unknown;
    const handle = async (request: WireRequest) => {
      seen = request.origin;
      return ok;
    };
    const server = await serving(handle, { origin: () => origin });
    await fetch(server.url);
    expect(seen).toEqual(origin);
  });

  test('gives the body as it comes and keeps the connection', async () => {
    const server = await serving(async (request) => ({ ...ok, body: await textOf(request) }));
    const put = (body: string) => `PUT / HTTP/1.1\r\nhost: h\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const answers = await exchange(server, put('first') + put('second'), 'second');
    expect(answers).toMatch(/first[\s\S]*second/);
  });

  test('passes over what it is expected to do, unless that is to let the body come', async () => {
    const server = await serving(async () => ok);
    const answer = await exchange(server, 'GET / HTTP/1.1\r\nhost: h\r\nexpect: 200\r\nconnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 200/);
  });

  test('answers HEAD with the length and without the body', async () => {
    const streamed = async function* () {
      yield Buffer.from('never sent');
    };
    for (const body of ['never sent', streamed()]) {
      const server = await serving(async () => ({ status: 200, headers: { 'content-length': '10' }, body }));
      const answer = await exchange(server, 'HEAD / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n');
      expect(answer.toLowerCase()).toContain('content-length: 10');
      expect(answer).not.toContain('never sent');
    }
  });

  test('counts the body that it is handed whole, and nothing for a 204', async () => {
    const server = await serving(async ({ target }) =>
      target === '/204' ? { status: 204, headers: {}, body: undefined } : { status: 200, headers: {}, body: 'wörld' },
    );
    expect((await fetch(server.url)).headers.get('content-length')).toBe('6');
    const empty = await fetch(server.url + '/204');
    expect([empty.status, empty.headers.get('content-length')]).toEqual([204, null]);
  });

  test('streams an answer no faster than the client reads it, and leaves the stream when the client goes', async () => {
    let yielded = 0;
    let left: (value: unknown) => void = () => undefined;
    const stopped = new Promise((resolve) => {
      left = resolve;
    });
    async function* endless() {
      try {
        for (;;) {
          yielded += 1;
          yield Buffer.alloc(64 * 1024);
        }
      } finally {
        left('stopped');
      }
    }
    const server = await serving(async () => ({ status: 200, headers: {}, body: endless() }));
    const socket = connect(server.port, server.host);
    socket.write('GET / HTTP/1.1\r\nhost: h\r\n\r\n');
    await once(socket, 'readable');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = yielded;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(yielded).toBe(before);
    socket.destroy();
    expect(await stopped).toBe('stopped');
  });

  test('answers a client that has closed its half of the connection', async () => {
    const server = await serving(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return ok;
    });
    const socket = connect(server.port, server.host);
    socket.end('GET / HTTP/1.1\r\nhost: h\r\n\r\n');
    expect(await received(socket)).toMatch(/^HTTP\/1.1 200 OK[\s\S]*ok$/);
  });
});

describe('a client that waits for 100 Continue', () => {
  const head = 'PUT / HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n';

  test('is told to go on when the body is first read', async () => {
    const server = await serving(async (request) => ({ ...ok, body: 'got ' + (await textOf(request)) }));
    const socket = connect(server.port, server.host);
    socket.write(head);
    const [first] = await once(socket, 'data');
    expect(String(first)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write('hello');
    expect(await received(socket, 'hello')).toContain('got hello');
  });

  test('is refused without sending its body, and the connection ends', async () => {
    const server = await serving(async () => ({ status: 403, headers: {}, body: 'no' }));
    const answer = await exchange(server, head);
    expect(answer).toMatch(/^HTTP\/1.1 403 Forbidden\r\n/);
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(answer).not.toContain('100 Continue');
  });
});

describe('what goes wrong', () => {
  test.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['a header without a colon', 'GET / HTTP/1.1\r\nhost: h\r\nbroken\r\n\r\n', 400],
    ['two lengths', 'PUT / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', 400],
    [
      'a length and chunks',
      'PUT / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
    ],
    ['headers too large', `GET / HTTP/1.1\r\nhost: h\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ])('%s is answered and the server lives on', async (_, sent, status) => {
    const server = await serving(nothing);
    expect(await exchange(server, sent)).toMatch(new RegExp('^HTTP/1.1 ' + status));
    expect(await (await fetch(server.url)).text()).toBe('ok');
  });

  test('a failure of the handler is a bare 500, and is told to whoever asked', async () => {
    const errors: unknown[] = [];
    const failure = new TypeError('a secret');
    const handle = () => Promise.reject(failure);
    const server = await serving(handle, { onError: (error) => errors.push(error) });
    const answer = await fetch(server.url);
    expect([answer.status, await answer.text()]).toEqual([500, '']);
    expect(errors).toEqual([failure]);
  });

  test('an answer that HTTP cannot carry is a bare 500', async () => {
    const server = await serving(async () => ({ status: 200, headers: { 'x-a': 'two\nlines' }, body: 'x' }));
    expect((await fetch(server.url)).status).toBe(500);
  });

  test('an answer that fails half way is cut off, never ended', async () => {
    async function* half() {
      yield Buffer.from('half');
      throw new TypeError('the rest is lost');
    }
    const server = await serving(async ({ target }) => (target === '/' ? { ...ok, body: half() } : ok));
    await expect(fetch(server.url).then((answer) => answer.text())).rejects.toThrow();
    expect((await fetch(server.url + '/whole')).status).toBe(200);
  });

  test('a client that goes away in the middle of its body fails the read and nothing else', async () => {
    let failed: (value: unknown) => void = () => undefined;
    const failure = new Promise((resolve) => {
      failed = resolve;
    });
    const server = await serving(async (request) => {
      socket.destroy();
      await textOf(request).catch(failed);
      return ok;
    });
    const socket = connect(server.port, server.host);
    socket.write('PUT / HTTP/1.1\r\nhost: h\r\ncontent-length: 10\r\n\r\nhalf');
    expect(await failure).toMatchObject({ code: 'IncompleteBody' });
    expect(await exchange(server, 'GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n')).toContain('200 OK');
  });
});

describe('closing', () => {
  test('ends at once, with idle connections and requests that never end', async () => {
    const server = await serving(() => new Promise(() => undefined));
    const idle = connect(server.port, server.host);
    const stuck = connect(server.port, server.host);
    stuck.write('GET / HTTP/1.1\r\nhost: h\r\n\r\n');
    await Promise.all([once(idle, 'connect'), once(stuck, 'connect')]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const start = performance.now();
    await server.close();
    expect(performance.now() - start).toBeLessThan(5_000);
    idle.destroy();
    stuck.destroy();
  });

  test('may be asked for twice', async () => {
    const server = await serving(nothing);
    await Promise.all([server.close(), server.close()]);
    await expect(fetch(server.url)).rejects.toThrow();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as forwarded, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { build } from 'vite';
import { ACCOUNT } from '../targets/live.fixture.js';
import { accountOfOthers, change, everythingIn, type Kill, swept } from './killed-account.fixture.js';

/** The story as one file that Node.js runs, among the packages that it needs. */
export async function bundledStory() {
  const outDir = await mkdtemp(fileURLToPath(new URL('../../node_modules/.killed-', import.meta.url)));
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true, external: ['testcontainers', '@testcontainers/localstack'] },
    build: {
      ssr: fileURLToPath(new URL('killed-child.fixture.ts', import.meta.url)),
      outDir,
      target: 'node20.19',
      rolldownOptions: {
        external: [/^testcontainers$/, /^@testcontainers\//],
        output: { entryFileNames: 'story.js' },
      },
    },
  });
  return {
    file: join(outDir, 'story.js'),
    [Symbol.asyncDispose]: () => rm(outDir, { recursive: true }),
  };
}

/** Tells the story in a process of its own, kills it at a call, and sweeps. */
export async function killedProcess({ file }: { readonly file: string }, kill: Kill) {
  await using aws = await accountOfOthers();
  const before = await everythingIn(aws);
  const target = new URL(await aws.emulator.listen());
  const changes: string[] = [];
  const server = createServer((request, response) => void pass(request, response));
  server.keepAliveTimeout = 0; // on a busy machine a kept connection would be closed under the child's next request
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [ledgerFolder] = aws.folders;
  const { credentials } = aws;
  const told = JSON.stringify({ endpoint, account: ACCOUNT, ledgerFolder, credentials });
  const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const child = execa(process.execPath, [file, told], { env, reject: false });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { method = '', url = '', headers } = request;
    const changing = change(method, url, body.toString('utf8'));
    if (changing !== undefined) changes.push(changing);
    const isTheLast = changing !== undefined && changes.length === kill.call;
    if (isTheLast && kill.when === 'before') return void child.kill('SIGKILL');
    const { hostname, port } = target;
    const onwards = forwarded({ hostname, port, method, path: url, headers }, async (answer) => {
      const whole = await buffer(answer);
      if (isTheLast) return child.kill('SIGKILL');
      response.writeHead(answer.statusCode ?? 500, answer.headers).end(whole);
      return true;
    });
    onwards.end(body);
  }

  const { signal, exitCode, stderr } = await child;
  server.closeAllConnections();
  server.close();
  if (kill.call > 0 ? signal !== 'SIGKILL' : exitCode !== 0)
    throw new TypeError(`the story did not end as it should: ${stderr}`);
  return { changes, ...(await swept(aws, before)) };
}

/** From the start of `rehearse serve` to the answer of its first signed request, beside a bare node:http server in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const ROUNDS = 9;
const BARE = `require('node:http').createServer((q, s) => s.end('x')).listen(0, '127.0.0.1', function () {
  console.log(JSON.stringify({ endpoint: 'http://127.0.0.1:' + this.address().port })) })`;
const command = fileURLToPath(new URL('../command/main.js', import.meta.url));

interface Server {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Milliseconds to the first answer; the server is ended and waited for. */
async function firstAnswer(args: readonly string[], ask: (server: Server) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(server, 'exit');
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  await ask(JSON.parse(line));
  const time = performance.now() - start;
  server.kill('SIGTERM');
  await ended;
  return time;
}

async function askWhoSigned({ endpoint, region, ...credentials }: Server): Promise<void> {
  const client = new STSClient({ endpoint, region, credentials, maxAttempts: 1 });
  await client.send(new GetCallerIdentityCommand({}));
  client.destroy();
}

async function askAnything({ endpoint }: Server): Promise<void> {
  await (await fetch(endpoint, { headers: { connection: 'close' } })).text();
}

const served: number[] = [];
const bare: number[] = [];
for (let round = 0; round <= ROUNDS; round++) {
  const [ours, floor] = [
    await firstAnswer([command, 'serve', '--port', '0', '--json'], askWhoSigned),
    await firstAnswer(['-e', BARE], askAnything),
  ];
  if (round === 0) continue; // the files are not in memory yet
  served.push(ours);
  bare.push(floor);
}
const median = (values: number[]) => Math.round(values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
console.log(
  `  median of ${ROUNDS}: rehearse serve ${median(served)} ms (goal: 250 where bare is 85), bare node:http ${median(bare)} ms`,
);

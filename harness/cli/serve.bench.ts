/** From the start of `rehearse serve` to its first answer, beside a bare node:http server in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROUNDS = 9;
const BARE = `require('node:http').createServer((q, s) => s.end('x')).listen(0, '127.0.0.1', function () {
  console.log(JSON.stringify({ endpoint: 'http://127.0.0.1:' + this.address().port })) })`;
const command = fileURLToPath(new URL('../command/main.js', import.meta.url));

/** Milliseconds to the first answer of any status; the server is ended and waited for. */
async function firstAnswer(args: readonly string[]): Promise<number> {
  const start = performance.now();
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(server, 'exit');
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  const { endpoint } = JSON.parse(line) as { endpoint: string };
  const form = 'Action=GetCallerIdentity&Version=2011-06-15';
  await fetch(endpoint, { method: 'POST', body: form, headers: { connection: 'close' } }).then((answer) =>
    answer.text(),
  );
  const time = performance.now() - start;
  server.kill('SIGTERM');
  await ended;
  return time;
}

const served: number[] = [];
const bare: number[] = [];
for (let round = 0; round <= ROUNDS; round++) {
  const [ours, floor] = [
    await firstAnswer([command, 'serve', '--port', '0', '--json']),
    await firstAnswer(['-e', BARE]),
  ];
  if (round === 0) continue; // the files are not in memory yet
  served.push(ours);
  bare.push(floor);
}
const median = (values: number[]) => Math.round(values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
console.log(
  `  median of ${ROUNDS}: rehearse serve ${median(served)} ms (goal: 250), bare node:http ${median(bare)} ms`,
);

/** One of the two servers that `http.bench.ts` compares, in a process of its own; it tells its CPU time when asked. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startEmulator } from './index.js';

/** What the bare server answers to everything. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Message = { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'cpu' };

let answer: Answer = { status: 200, headers: {}, body: '' };

async function url(): Promise<string> {
  if (process.argv[2] === 'emulator') return (await startEmulator({ seed: 'http bench' })).listen();
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

process.on('message', (message: Message) => {
  if (message.kind === 'answer') answer = message.answer;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system });
});
process.on('disconnect', () => process.exit());
process.send?.({ url: await url() });

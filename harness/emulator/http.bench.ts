/**
 * Signed requests over keep-alive HTTP, beside a bare node:http server that answers the same bytes. Both servers have a process of
 * their own and take turns, so that other work on the machine hits both.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import * as iam from '@aws-sdk/client-iam';
import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { WireRequest, WireResponse } from '../aws/http.js';
import { memoryHandler } from '../aws/memory-handler.js';
import type { Answer, Message } from './http-server.fixture.js';
import type { Credentials } from './index.js';

const CONNECTIONS = 16;
const TURN = 400;
const TURNS = 9;
/** Until both servers run optimized code. */
const WARM_UP_TURNS = 6;
const ACCOUNT = '111122223333';
const root: Credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'test' };

interface Server {
  readonly url: string;
  readonly process: ChildProcess;
  /** Microseconds of CPU since its start. */
  cpu(): Promise<number>;
  answer(answer: Answer): Promise<void>;
}

async function start(kind: 'emulator' | 'bare'): Promise<Server> {
  const child = fork(fileURLToPath(new URL('./http-server.fixture.js', import.meta.url)), [kind]);
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  const ask = async (message: Message) => {
    child.send(message);
    const [{ cpu }] = (await once(child, 'message')) as [{ cpu: number }];
    return cpu;
  };
  return {
    url,
    process: child,
    cpu: () => ask({ kind: 'cpu' }),
    answer: async (answer) => void (await ask({ kind: 'answer', answer })),
  };
}

/** A user who may do just what is measured. */
async function prepare(endpoint: string): Promise<Credentials> {
  const config = { region: 'us-east-1', endpoint, credentials: root };
  const admin = new IAMClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await admin.send(new iam.CreateUserCommand({ UserName: 'reader' }));
  const { AccessKey: key } = await admin.send(new iam.CreateAccessKeyCommand({ UserName: 'reader' }));
  const allowed = { Effect: 'Allow', Action: ['iam:GetUser', 'sts:AssumeRole', 's3:ListAllMyBuckets'], Resource: '*' };
  const trust = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' };
  const document = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement });
  await admin.send(
    new iam.PutUserPolicyCommand({ UserName: 'reader', PolicyName: 'reads', PolicyDocument: document(allowed) }),
  );
  await admin.send(new iam.CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument: document(trust) }));
  for (const name of ['bench-a', 'bench-b', 'bench-c']) await s3.send(new CreateBucketCommand({ Bucket: name }));
  for (const client of [admin, s3]) client.destroy();
  return { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
}

/** The bytes that an SDK client sends. */
async function bytesOf(endpoint: string, send: (config: object) => Promise<unknown>, credentials: Credentials) {
  let sent: WireRequest | undefined;
  const handle = async (request: WireRequest): Promise<WireResponse> => {
    sent = request;
    return { status: 200, headers: {}, body: '' };
  };
  const requestHandler = memoryHandler({ handle, origin: { sourceIp: '127.0.0.1', secureTransport: false } });
  const given = { region: 'us-east-1', endpoint, credentials, requestHandler, maxAttempts: 1, forcePathStyle: true };
  await send(given).catch(() => undefined);
  const { method = '', target = '', rawHeaders = [], body } = sent ?? {};
  let head = `${method} ${target} HTTP/1.1\r\n`;
  for (let i = 0; i < rawHeaders.length; i += 2) head += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
  return Buffer.from(`${head}\r\n${typeof body === 'string' ? body : ''}`);
}

const HEAD_END = '\r\n\r\n';

/** One connection that asks again as soon as it was answered. Every answer is read whole; another status than 200 ends the bench. */
class Connection {
  readonly #socket: Socket;
  readonly #request: Buffer;
  readonly #answered: (milliseconds: number) => boolean;
  readonly done: Promise<void>;
  #start = 0;
  #text = '';

  constructor(url: string, request: Buffer, answered: (milliseconds: number) => boolean) {
    this.#request = request;
    this.#answered = answered;
    const { hostname, port } = new URL(url);
    this.#socket = connect(Number(port), hostname);
    this.#socket.setNoDelay().setEncoding('latin1');
    this.done = new Promise((resolve, reject) => {
      this.#socket.on('error', reject).on('close', () => resolve());
      this.#socket.on('data', (text) => this.#read(String(text), reject));
    });
    this.#ask();
  }

  #ask(): void {
    this.#start = performance.now();
    this.#socket.write(this.#request);
  }

  #read(text: string, fail: (error: Error) => void): void {
    this.#text += text;
    const end = this.#text.indexOf(HEAD_END);
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(this.#text)?.[1]);
    if (this.#text.length < end + HEAD_END.length + length) return;
    if (!this.#text.startsWith('HTTP/1.1 200')) fail(new Error(`unexpected answer: ${this.#text}`));
    this.#text = '';
    if (this.#answered(performance.now() - this.#start)) this.#ask();
    else this.#socket.destroy();
  }
}

interface Turn {
  readonly perSecond: number;
  /** Microseconds of the server's CPU for one request. */
  readonly cpu: number;
  readonly times: readonly number[];
}

async function turn(server: Server, request: Buffer): Promise<Turn> {
  const times: number[] = [];
  const before = await server.cpu();
  const begin = performance.now();
  const answered = (time: number) => {
    times.push(time);
    return performance.now() - begin < TURN;
  };
  const connections = Array.from({ length: CONNECTIONS }, () => new Connection(server.url, request, answered));
  await Promise.all(connections.map(({ done }) => done));
  const seconds = (performance.now() - begin) / 1000;
  return { perSecond: times.length / seconds, cpu: ((await server.cpu()) - before) / times.length, times };
}

async function cannedFrom(url: string, request: Buffer): Promise<Answer> {
  const [head = '', ...rest] = request.toString('latin1').split(HEAD_END);
  const [line = '', ...lines] = head.split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const body = rest.join(HEAD_END);
  const headers = lines.map((text) => text.split(': ') as [string, string]);
  const sent = headers.filter(([name]) => !/^(host|content-length)$/i.test(name));
  const answer = await fetch(url + target, { method, headers: sent, ...(body !== '' && { body }) });
  return {
    status: answer.status,
    headers: Object.fromEntries([...answer.headers].filter(([name]) => !/^(date|connection|keep-alive)$/.test(name))),
    body: await answer.text(),
  };
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const percentile = (values: readonly number[], part: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? 0;

const emulator = await start('emulator');
const bare = await start('bare');
const reader = await prepare(emulator.url);
const roleArn = `arn:aws:iam::${ACCOUNT}:role/reader`;
const calls: Readonly<Record<string, (config: object) => Promise<unknown>>> = {
  GetUser: (config) => new IAMClient(config).send(new GetUserCommand({ UserName: 'reader' })),
  AssumeRole: (config) =>
    new STSClient(config).send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'bench', DurationSeconds: 900 }),
    ),
  ListBuckets: (config) => new S3Client(config).send(new ListBucketsCommand({})),
};

for (const [name, send] of Object.entries(calls)) {
  const request = await bytesOf(emulator.url, send, reader);
  await bare.answer(await cannedFrom(emulator.url, request));
  const ours: Turn[] = [];
  const floor: Turn[] = [];
  for (let round = 0; round < WARM_UP_TURNS + TURNS; round++) {
    const pair = [await turn(emulator, request), await turn(bare, request)] as const;
    if (round < WARM_UP_TURNS) continue;
    ours.push(pair[0]);
    floor.push(pair[1]);
  }
  const rate = (turns: readonly Turn[]) => median(turns.map(({ perSecond }) => perSecond));
  const cpu = (turns: readonly Turn[]) => median(turns.map((each) => each.cpu));
  const p99 = (turns: readonly Turn[]) =>
    percentile(
      turns.flatMap(({ times }) => times),
      0.99,
    ).toFixed(2);
  const times = ours.flatMap((each) => each.times);
  console.log(
    `  ${name}: ${Math.round(rate(ours))} requests/s, bare ${Math.round(rate(floor))}: ${((100 * rate(ours)) / rate(floor)).toFixed(0)}% (goal 35%); ` +
      `server CPU ${cpu(ours).toFixed(0)} and ${cpu(floor).toFixed(0)} microseconds (goal 40); ` +
      `p50 ${percentile(times, 0.5).toFixed(2)} ms, p99 ${p99(ours)} ms, bare ${p99(floor)} (goal 5)`,
  );
}
for (const server of [emulator, bare]) server.process.disconnect();

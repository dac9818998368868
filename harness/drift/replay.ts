import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import type { Credentials, TargetAccount } from '../targets/index.js';
import type { Json, RecordedCall, TestCalls } from './call.js';
import { namesGiven } from './foreign-names.js';
import { type CallRecorder, recordCalls, type WatchedClient } from './recorder.js';
import { InvalidRecording } from './recording.js';

/** Why a recorded test cannot be played again; undefined where it can. */
export function notReplayable({ calls }: TestCalls): string | undefined {
  const secret = calls.find(({ input }) => /"<(secret|stream|time)>"/.test(JSON.stringify(input)));
  return secret && `the input of ${secret.operation} is not in the recording: it was a secret, a stream or a time`;
}

/** Sends the recorded calls of a test to an account, each with the credentials that its sender has there, and records the answers. */
export async function replay({ file, name, calls }: TestCalls, account: TargetAccount): Promise<TestCalls> {
  // Whatever is still named in a recording was the test's own.
  const named = calls.flatMap(({ input }) => namesGiven(input, new Set()));
  const recorder = recordCalls(account, '', { ownNames: named });
  const keys = new Map<string, Credentials>([['<administrator-key>', account.administrator]]);
  for (const call of calls) {
    const credentials = keys.get(call.key);
    if (credentials === undefined) {
      throw new InvalidRecording(`the key ${call.key} of ${call.operation} was not given by a call before it`);
    }
    const output = await send(call, credentials, account, recorder).catch(() => undefined); // the recorder has seen it
    for (const [id, key] of keysIn(output)) keys.set(recorder.hide(id), key);
  }
  return { file, name, calls: await recorder.calls() };
}

interface Client extends WatchedClient {
  send(command: object): Promise<unknown>;
  destroy(): void;
}

type Module = Readonly<Record<string, new (input: object) => object>>;

const SERVICES: Readonly<Record<string, readonly [module: Module, client: string]>> = {
  iam: [iam as unknown as Module, 'IAMClient'],
  sts: [sts as unknown as Module, 'STSClient'],
  s3: [s3 as unknown as Module, 'S3Client'],
};

async function send(call: RecordedCall, credentials: Credentials, account: TargetAccount, recorder: CallRecorder) {
  const [service = '', operation = ''] = call.operation.split(':');
  const [module, clientName = ''] = SERVICES[service] ?? [];
  const [Client, Command] = [module?.[clientName], module?.[`${operation}Command`]];
  if (Client === undefined || Command === undefined) {
    throw new InvalidRecording(`\`${call.operation}\` is no operation of IAM, STS or S3`);
  }
  const client = new Client(account.clientConfig(credentials)) as Client;
  const arn = call.by === 'administrator' ? `arn:aws:iam::${account.id}:root` : recorder.reveal(call.by);
  recorder.watch(client, { arn, credentials });
  try {
    return await client.send(new Command(revealed(call.input, recorder) as object));
  } finally {
    client.destroy();
  }
}

function revealed(value: Json, recorder: CallRecorder): unknown {
  if (typeof value === 'string') {
    const bytes = /^<(\d+) bytes>$/.exec(value)?.[1];
    return bytes === undefined ? recorder.reveal(value) : new Uint8Array(Number(bytes));
  }
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  if (Array.isArray(value)) return value.map((item) => revealed(item, recorder));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, revealed(member, recorder)]));
}

/** The credentials that an answer gave. */
function keysIn(value: unknown): readonly (readonly [id: string, key: Credentials])[] {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return [];
  const { AccessKeyId, SecretAccessKey, SessionToken } = value as Readonly<Record<string, unknown>>;
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string')
    return Object.values(value).flatMap(keysIn);
  const token = typeof SessionToken === 'string' ? { sessionToken: SessionToken } : {};
  return [[AccessKeyId, { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, ...token }]];
}

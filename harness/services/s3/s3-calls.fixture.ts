import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import type { Command } from '@smithy/types';
import { type Accounts, createAccounts } from '../../account/accounts.js';
import type { Caller } from '../../account/caller.js';
import type { RequestFacts } from '../../aws/application.js';
import { AwsError } from '../../aws/errors.js';
import { operationName } from '../../aws/schema.js';
import type { Need, OperationCall } from '../operation.js';
import { operations } from './index.js';

// biome-ignore lint/suspicious/noExplicitAny: the SDK's command classes are read here, whatever their input and output
type AnyCommand = Command<any, any, any, any, any>;
// biome-ignore lint/suspicious/noExplicitAny: as above
type CommandClass = new (input: any) => AnyCommand;
// biome-ignore lint/suspicious/noExplicitAny: as above
type InputOf<K> = K extends new (input: any) => Command<any, infer I, any, any, any> ? I : never;
// biome-ignore lint/suspicious/noExplicitAny: as above
type OutputOf<K> = K extends new (input: any) => Command<any, any, any, infer O, any> ? O : never;

/** Calls S3's operations past wire, signature and authorization, which have tests of their own. */
export interface S3Calls {
  readonly accounts: Accounts;
  /** The same emulator, called from another region, by another account, without signature, or at another time. */
  with(
    change: Partial<Pick<Setting, 'account' | 'region' | 'now' | 'refused'>> & { readonly anonymous?: true },
  ): S3Calls;
  run<K extends CommandClass>(command: K, input: InputOf<K>): Promise<OutputOf<K>>;
  needs<K extends CommandClass>(command: K, input: InputOf<K>): readonly Need[];
}

interface Setting {
  readonly accounts: Accounts;
  readonly account: string;
  readonly anonymous: boolean;
  readonly region: string;
  readonly now: number;
  /** The resources for which an operation that asks by itself is refused. */
  readonly refused: readonly string[];
}

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const NOW = Date.UTC(2026, 10, 24, 10, 0, 0, 500);
/** The same, as S3 keeps it. */
export const NOW_IN_SECONDS = new Date(Date.UTC(2026, 10, 24, 10, 0, 0));

export function createS3Calls(): S3Calls {
  const awsPolicies = { get: () => undefined, arns: () => [] };
  const accounts = createAccounts({ wallClock: () => NOW, seed: 's3', awsPolicies });
  return callsOf({ accounts, account: ACCOUNT, anonymous: false, region: 'us-east-1', now: NOW, refused: [] });
}

function callsOf(setting: Setting): S3Calls {
  return {
    accounts: setting.accounts,
    with: (change) => callsOf({ ...setting, ...change }),
    async run<K extends CommandClass>(command: K, input: InputOf<K>) {
      const { operation, call } = prepare(setting, command, input);
      operation.needs(call);
      return (await operation.run(call)) as OutputOf<K>;
    },
    needs<K extends CommandClass>(command: K, input: InputOf<K>) {
      const { operation, call } = prepare(setting, command, input);
      return [operation.needs(call)].flat();
    },
  };
}

function prepare(
  { accounts, account: id, anonymous, region, now, refused }: Setting,
  command: CommandClass,
  input: unknown,
) {
  const name = operationName(command);
  const operation = operations.find((candidate) => candidate.name === name);
  if (!operation) throw new TypeError(`\`${name}\` has no handler: add it to \`services/s3/index.ts\``);
  const account = accounts.get(id);
  const caller: Caller = anonymous ? { kind: 'anonymous' } : { kind: 'root', account };
  const facts: RequestFacts = {
    requestId: 'TX5GM0FHN0Y9Z3QP',
    origin: { sourceIp: '203.0.113.7', secureTransport: true },
    region,
    userAgent: undefined,
    referer: undefined,
    signature: undefined,
    contentSha256: undefined,
  };
  const refusal = (need: Need) => (refused.includes(need.resource) ? `no ${need.action}` : undefined);
  return {
    operation,
    call: { caller, account, accounts, input, facts, now, refusal } as unknown as OperationCall<never>,
  };
}

/** The refusal of a call: code, message and further elements; undefined if it went through. */
export async function refusal(call: () => unknown) {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, message: error.message, ...error.extras };
    throw error;
  }
}

/** A stream of pieces as the front hands it on, with the checksums of its trailer. */
export function streamOf(pieces: readonly (string | Error)[], trailer: Readonly<Record<string, string>> = {}) {
  async function* stream(): AsyncIterable<Uint8Array> {
    for (const piece of pieces) {
      if (piece instanceof Error) throw piece;
      yield Buffer.from(piece);
    }
  }
  return Object.assign(stream(), { checksums: () => trailer }) as never;
}

async function textOf(body: unknown): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const pieces: Uint8Array[] = [];
  for await (const piece of body as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

export const Bucket = 'rehearsal';
export const Key = 'key';
export const CONTENT = '0123456789';
export const ETAG = `"${createHash('md5').update(CONTENT).digest('hex')}"`;

/** A bucket with one object. */
export async function withObject(input: Partial<PutObjectCommandInput> = {}): Promise<S3Calls> {
  const s3 = createS3Calls();
  await s3.run(CreateBucketCommand, { Bucket });
  await s3.run(PutObjectCommand, { Bucket, Key, Body: CONTENT, ...input });
  return s3;
}

/** Reads the object, its content as text. */
export async function get(s3: S3Calls, input: Partial<GetObjectCommandInput> = {}) {
  const { Body, ...answer } = await s3.run(GetObjectCommand, { Bucket, Key, ...input });
  return { ...answer, Body: await textOf(Body) };
}

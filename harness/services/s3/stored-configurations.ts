import type { Command } from '@smithy/types';
import type { Bucket, Buckets } from '../../account/buckets.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type Operation, operation } from '../operation.js';
import { addressedBucket, bucketNeed, type Keys } from './addressed.js';
import { readToken, writeToken } from './page-tokens.js';

// biome-ignore lint/suspicious/noExplicitAny: the commands of the table differ in input and output, which is read by member names
type AnyCommand = new (input: any) => Command<any, any, any, any, any>;
type Input = Readonly<Record<string, unknown>> & {
  readonly Bucket: string;
  /** Only of documents with an id. */
  readonly Id: string;
  readonly ContinuationToken?: string;
};
type Document = Readonly<Record<string, unknown>>;

/** A document that a bucket stores and gives back; nothing in the emulator acts on it. */
export interface StoredConfiguration {
  /** Under which it is stored. */
  readonly name: string;
  readonly put: AnyCommand;
  readonly get: AnyCommand;
  /** Absent where an empty document takes its place. */
  readonly remove?: AnyCommand;
  /** Absent for documents without an id. */
  readonly list?: AnyCommand;
  /** The member of the Put operation that is the document. */
  readonly member: string;
  /** Not the names of the operations: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
  readonly actions: { readonly get: `s3:${string}`; readonly put: `s3:${string}`; readonly remove?: `s3:${string}` };
  /** What Get answers: the document in its member, or its members on their own. */
  readonly answer: 'document' | 'members';
  /** What Get answers where there is none: a document, or an error (its code and message). */
  readonly missing: Document | readonly [code: string, message: string];
  /** Members of Put that stand beside the document and are answered with it, with what holds where they are left out. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Throws for a document that S3 refuses. */
  check?(document: Document, place: ConfigurationPlace): void;
  /** The document with what S3 adds to it. */
  completed?(document: Document, newId: () => string): Document;
  /** Condition keys of the Put operation. */
  keys?(document: Document): Keys;
  /** What Put needs beside its own action. */
  more?(document: Document): readonly Need[];
}

/** What a document is checked against. */
export interface ConfigurationPlace {
  readonly bucket: Bucket;
  readonly buckets: Buckets;
  /** Of the request, for documents that have an id. */
  readonly id: string;
}

/** The operations on a document. */
export function configurationOperations(row: StoredConfiguration): readonly Operation[] {
  const { put, get, remove, list } = row;
  return [
    configurationOperation(put, { needs: (call) => putNeeds(row, call), run: (call) => putDocument(row, call) }),
    configurationOperation(get, {
      needs: (call) => bucketNeed(addressedBucket(call), row.actions.get),
      run: (call) => getDocument(row, call),
    }),
    ...(remove ? [removeOperation(row, remove)] : []),
    ...(list ? [listOperation(row, list)] : []),
  ];
}

/** The commands of the table have no input in common that TypeScript could see; each has at least these members. */
function configurationOperation(
  command: AnyCommand,
  handler: { needs(call: Call): Need | readonly Need[]; run(call: Call): object },
): Operation {
  return operation(command, handler as never);
}

type Call = Parameters<typeof addressedBucket>[0] & { readonly input: Input };

function putNeeds({ actions, member, keys, more }: StoredConfiguration, call: Call): readonly Need[] {
  const bucket = addressedBucket(call);
  const document = (call.input[member] ?? {}) as Document;
  return [bucketNeed(bucket, actions.put, keys?.(document)), ...(more?.(document) ?? [])];
}

function putDocument(row: StoredConfiguration, call: Call): object {
  const bucket = addressedBucket(call);
  const document = (call.input[row.member] ?? {}) as Document;
  const { accounts, input } = call;
  refuseTooMany(row, bucket, placeOf(row, input));
  row.check?.(document, { bucket, buckets: accounts.buckets, id: input.Id });
  const beside = Object.entries(row.beside ?? {}).map(([name, usual]) => [name, input[name] ?? usual]);
  const completed = row.completed?.(document, () => accounts.get(bucket.owner).ids.opaque(RULE_ID_LENGTH)) ?? document;
  const stored = { ...completed, ...Object.fromEntries(beside) };
  change(call, bucket, (configurations) => configurations.set(placeOf(row, input), stored));
  return Object.fromEntries(beside);
}

/** Of the ids that S3 makes up. */
const RULE_ID_LENGTH = 48;
const MAX_WITH_ID = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketInventoryConfiguration.html */
function refuseTooMany({ name, list }: StoredConfiguration, { configurations }: Bucket, place: string): void {
  if (!list || configurations.size < MAX_WITH_ID || configurations.has(place)) return;
  const count = [...configurations.keys()].filter((key) => key.startsWith(`${name}/`)).length;
  if (count < MAX_WITH_ID) return;
  const message =
    'You are attempting to create a new configuration but have already reached the 1,000-configuration limit.';
  throw new AwsError('TooManyConfigurations', message);
}

function getDocument(row: StoredConfiguration, call: Call): object {
  const bucket = addressedBucket(call);
  const document = bucket.configurations.get(placeOf(row, call.input)) ?? missing(row, bucket);
  return row.answer === 'document' ? { [row.member]: document } : (document as object);
}

/** Except for websites, to delete a document takes the action to put one. */
function removeOperation(row: StoredConfiguration, command: AnyCommand): Operation {
  return configurationOperation(command, {
    needs: (call) => bucketNeed(addressedBucket(call), row.actions.remove ?? row.actions.put),
    run: (call) => {
      const bucket = addressedBucket(call);
      const place = placeOf(row, call.input);
      if (row.list && !bucket.configurations.has(place)) missing(row, bucket);
      change(call, bucket, (configurations) => configurations.delete(place));
      return {};
    },
  });
}

/** "Each page has up to 100 configurations". */
const PAGE = 100;

function listOperation({ name, actions, member }: StoredConfiguration, command: AnyCommand): Operation {
  return configurationOperation(command, {
    needs: (call) => bucketNeed(addressedBucket(call), actions.get),
    run: (call) => {
      const { ContinuationToken } = call.input;
      const after = ContinuationToken === undefined ? '' : readToken(ContinuationToken);
      const { configurations } = addressedBucket(call);
      const places = [...configurations.keys()].filter((place) => place.startsWith(`${name}/`) && place > after).sort();
      const page = places.slice(0, PAGE);
      const isTruncated = places.length > page.length;
      return {
        IsTruncated: isTruncated,
        ContinuationToken,
        NextContinuationToken: isTruncated ? writeToken(page.at(-1) ?? '') : undefined,
        [`${member}List`]: page.map((place) => configurations.get(place)),
      };
    },
  });
}

function placeOf({ name, list }: StoredConfiguration, { Id }: Input): string {
  return list ? `${name}/${Id}` : name;
}

function missing(row: StoredConfiguration, { name }: Bucket): Document {
  const answer: StoredConfiguration['missing'] = row.missing;
  if (!isError(answer)) return answer;
  const [code, message] = answer;
  // Of a configuration with an id S3 does not name the bucket (recorded).
  throw new AwsError(code, message, row.list ? {} : { BucketName: name });
}

function isError(answer: StoredConfiguration['missing']): answer is readonly [string, string] {
  return Array.isArray(answer);
}

function change({ accounts }: Call, bucket: Bucket, apply: (configurations: Map<string, unknown>) => unknown): void {
  const configurations = new Map(bucket.configurations);
  apply(configurations);
  accounts.buckets.put({ ...bucket, configurations });
}

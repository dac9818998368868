import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, inject, test } from 'vitest';
import { randomValues, seededRandom } from '../../fixtures/wire/random-values.js';
import type { ServiceId } from './application.js';
import { headerMap } from './header-map.js';
import type { WireBody, WireResponse } from './http.js';
import { parseQuery, parseQueryInput, writeQueryAnswer } from './query-codec.js';
import { parseRestXmlInput, takesStream, writeRestXmlAnswer } from './rest-xml-codec.js';
import { routeQueryOperation, routeService, serviceOfForm } from './route.js';
import { s3Address } from './s3-address.js';
import { routeS3Operation } from './s3-routes.js';
import { readService } from './schema.js';
import type { Member, OperationModel, ServiceModel, StructureShape } from './service-model.js';

/** What the SDK hands to a request handler. */
interface SdkRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: WireBody;
}
interface SdkClient {
  send(command: object): Promise<Record<string, unknown>>;
}
type Record_ = Record<string, unknown>;

const modules = { iam, sts, s3 } as unknown as Record<ServiceId, Record<string, new (input: object) => object>>;
const clients = { iam: 'IAMClient', sts: 'STSClient', s3: 'S3Client' } as const;
/** Event streams are not spoken; the others have hosts of their own (P21). */
const EXCEPTIONS: ReadonlySet<string> = new Set([
  'SelectObjectContent',
  'WriteGetObjectResponse',
  'ListDirectoryBuckets',
]);
const ROUNDS = inject('isFull') ? 20 : 1;

/** Members that the SDK itself fills or changes on the way: keys of SSE-C are hashed, lengths and checksums are computed. */
const TOUCHED =
  /^(CopySource)?SSECustomerKey|^ContentLength$|^ContentMD5$|^Checksum|^ExpiresString$|^ChecksumMode$|^ContentEncoding$/;
const omitted = ({ name }: Member) => TOUCHED.test(name);
const FILLED: ReadonlySet<string> = new Set([
  '$metadata',
  'Metadata',
  'ClientToken',
  'ContentType',
  'Expires',
  'IdempotencyToken',
]);

async function readBody(body: WireBody): Promise<WireBody> {
  return body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : buffer(body);
}

function asText(body: WireBody): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : typeof body === 'string' ? body : '';
}

function parse(
  service: ServiceModel,
  request: SdkRequest,
  body: WireBody,
): { operation: OperationModel; input: Record_ } {
  const headers = headerMap(Object.entries(request.headers).flat());
  const pairs = Object.entries(request.query).map(
    ([key, value]) => `${encodeURIComponent(key)}${value === null ? '' : `=${encodeURIComponent(String(value))}`}`,
  );
  const query = parseQuery(pairs.join('&'));
  const address = s3Address(request.hostname, request.path);
  const evidence = { method: request.method, query, headers, hasBucket: () => address.bucket !== undefined };
  expect(routeService(evidence) ?? serviceOfForm(parseQuery(asText(body)))).toBe(service.id);
  if (service.protocol === 'awsQuery') {
    const form = parseQuery(asText(body));
    const operation = routeQueryOperation(service, form);
    return { operation, input: parseQueryInput(operation, form) };
  }
  const operation = routeS3Operation(service, { method: request.method, ...address, query, headers });
  return {
    operation,
    input: parseRestXmlInput(operation, {
      ...address,
      query,
      headers,
      body: takesStream(operation) ? body : asText(body),
    }),
  };
}

function write(service: ServiceModel, operation: OperationModel, output: Record_): WireResponse {
  const writeAnswer = service.protocol === 'awsQuery' ? writeQueryAnswer : writeRestXmlAnswer;
  return writeAnswer(service, operation, output, '0123456789ABCDEF');
}

/** One call of the SDK against our two halves of the wire: what we read of its input, and what it reads of our answer. */
async function roundTrip(
  service: ServiceModel,
  client: (handle: (request: SdkRequest) => Promise<unknown>) => SdkClient,
  name: string,
  input: Record_,
  output: Record_,
) {
  let read: { operation: OperationModel; input: Record_ } | undefined;
  const handle = async (request: SdkRequest) => {
    read = parse(service, request, await readBody(request.body));
    const { status, headers, body } = write(service, read.operation, output);
    return {
      response: {
        statusCode: status,
        headers,
        body: Readable.from(body === undefined ? [] : [Buffer.from(body as string)]),
      },
    };
  };
  const Command = modules[service.id][`${name}Command`];
  if (Command === undefined) throw new TypeError(`no command \`${name}\``);
  const answer = await client(handle).send(new Command(input));
  return { name: read?.operation.name, input: read?.input ?? {}, answer: await collect(answer) };
}

async function collect(answer: Record_): Promise<Record_> {
  const read = Object.entries(answer).map(async ([name, value]) => [name, await readBlob(value)] as const);
  return Object.fromEntries(await Promise.all(read));
}

function readBlob(value: unknown): unknown {
  return value instanceof Readable
    ? (value as unknown as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray()
    : value;
}

/** What came out, without what the SDK adds by itself. */
function comparable(given: Record_, found: Record_): Record_ {
  const own = Object.entries(found).filter(([name]) => name in given || !(FILLED.has(name) || TOUCHED.test(name)));
  return plain(Object.fromEntries(own)) as Record_;
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

const empty: StructureShape = { kind: 'structure', name: '', members: [] };

describe.each(['iam', 'sts', 's3'] as const)('%s: the SDK and the front understand each other', (id) => {
  const service = readService(modules[id], id);
  const Client = modules[id][clients[id]] as new (config: object) => SdkClient;
  let handler: (request: SdkRequest) => Promise<unknown> = async () => undefined;
  const shared = new Client({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:4566',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    maxAttempts: 1,
    forcePathStyle: true,
    disableS3ExpressSessionAuth: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { handle: (request: SdkRequest) => handler(request) },
  });
  const client = (handle: typeof handler) => {
    handler = handle;
    return shared;
  };

  test.each([...service.operations.keys()].filter((name) => !EXCEPTIONS.has(name)))('%s', async (name) => {
    const operation = service.operations.get(name);
    for (let round = 0; round < ROUNDS; round += 1) {
      const random = randomValues(seededRandom(round * 1000 + name.length * 7 + name.charCodeAt(name.length >> 1)));
      const input = random.structure(operation?.input ?? empty, omitted);
      const output = random.structure(operation?.output ?? empty, omitted);
      const found = await roundTrip(service, client, name, input, output);
      expect(found.name).toBe(name);
      expect(comparable(input, found.input)).toEqual(plain(input));
      expect(comparable(output, found.answer)).toEqual(plain(output));
    }
  });
});

import { AwsError } from './errors.js';
import type { HeaderMap, WireBody } from './http.js';
import { malformedXml } from './malformed-xml.js';
import { readElement, readMembers } from './rest-xml-body.js';
import { SchemaError } from './schema-error.js';
import type { Member, OperationModel, Shape, StructureShape } from './service-model.js';
import { NOT_OF_THIS_KIND, readSimple } from './simple-values.js';
import { parseXml } from './xml-reader.js';

/** An S3 request, taken apart as far as that goes without knowing its operation. */
export interface RestXmlRequest {
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: HeaderMap;
  /** Buffered, unless the operation {@link takesStream}. */
  readonly body: WireBody;
}

/** Whether the body is an object's content, to be handed on as it arrives; every other body is buffered before it is parsed. */
export function takesStream(operation: OperationModel): boolean {
  return payloadOf(operation.input)?.shape.kind === 'streaming-blob';
}

/** The SDK's input from an S3 request: labels, query, headers and body. What is not there is left to `validateInput`. */
export function parseRestXmlInput(operation: OperationModel, request: RestXmlRequest): Record<string, unknown> {
  if (operation.input === undefined) return {};
  const input: Record<string, unknown> = {};
  for (const member of operation.input.members) {
    const value = readBound(member, request);
    if (value !== undefined) input[member.name] = value;
  }
  const inBody = readBodyMembers(operation.input, request.body);
  return inBody === undefined ? input : { ...input, ...inBody };
}

function readBound(member: Member, request: RestXmlRequest): unknown {
  const { binding, shape } = member;
  switch (binding?.in) {
    case 'label':
      return binding.name === 'Bucket' ? request.bucket : request.key;
    case 'query':
      return readParameter(member, binding.name, request.query.get(binding.name));
    case 'header':
      return readHeader(member, binding.name, request.headers.get(binding.name));
    case 'prefix-headers':
      return readPrefixed(binding.name, request.headers);
    case 'payload':
      return readPayload(member, request.body);
    case undefined:
      return undefined;
    default:
      throw new SchemaError(
        `an S3 input binds a \`${shape.kind}\` to \`${binding?.in}\`, which no operation did before`,
      );
  }
}

/** A number without digits (`max-keys=`) counts as not given. */
function readParameter({ shape }: Member, name: string, text: string | undefined): unknown {
  if (text === undefined || (text === '' && shape.kind !== 'string')) return undefined;
  const value = readSimple(shape, text);
  if (value === NOT_OF_THIS_KIND) throw invalidArgument(shape, name, text);
  return value;
}

/** Dates that HTTP itself lets a server ignore when they cannot be read. */
const IGNORED_WHEN_UNREADABLE: ReadonlySet<string> = new Set(['if-modified-since', 'if-unmodified-since', 'expires']);

function readHeader({ shape }: Member, name: string, values: readonly string[] | undefined): unknown {
  if (values === undefined) return undefined;
  const text = values.join(',').trim();
  if (name === 'content-encoding') return withoutAwsChunked(text);
  if (shape.kind === 'list')
    return text === '' ? [] : text.split(',').map((item) => readItem(shape.item, name, item.trim()));
  if (text === '' && shape.kind !== 'string') return undefined;
  const value = readSimple(shape, text);
  if (value !== NOT_OF_THIS_KIND) return value;
  if (IGNORED_WHEN_UNREADABLE.has(name)) return undefined;
  throw invalidArgument(shape, name, text);
}

function readItem(shape: Shape, name: string, text: string): unknown {
  const value = readSimple(shape, text);
  if (value === NOT_OF_THIS_KIND) throw invalidArgument(shape, name, text);
  return value;
}

/** `aws-chunked` tells how the body travels and is no part of the object (P19). */
function withoutAwsChunked(text: string): string | undefined {
  if (!text.toLowerCase().includes('aws-chunked')) return text || undefined;
  const codings = text.split(',').map((coding) => coding.trim());
  return codings.filter((coding) => coding.toLowerCase() !== 'aws-chunked').join(',') || undefined;
}

function readPrefixed(prefix: string, headers: HeaderMap): object | undefined {
  const found: Record<string, string> = Object.create(null);
  for (const [name, values] of headers)
    if (name.startsWith(prefix)) found[name.slice(prefix.length)] = values.join(',').trim();
  return Object.keys(found).length === 0 ? undefined : found;
}

function payloadOf(input: StructureShape | undefined): Member | undefined {
  return input?.members.find(({ binding }) => binding?.in === 'payload');
}

function readPayload({ shape, wireName }: Member, body: WireBody): unknown {
  if (shape.kind === 'streaming-blob' || shape.kind === 'blob')
    return typeof body === 'string' ? Buffer.from(body) : body;
  const text = readText(body);
  if (text === '') return undefined;
  return shape.kind === 'string' ? text : readElement(shape, readRoot(text, wireName));
}

/** Inputs without a payload member whose members stand in the body all the same (SelectObjectContent). */
function readBodyMembers(input: StructureShape, body: WireBody): Record<string, unknown> | undefined {
  if (payloadOf(input) !== undefined || input.members.every(({ binding }) => binding !== undefined)) return undefined;
  const text = readText(body);
  return text === '' ? undefined : readMembers(input.members, readRoot(text, input.xmlName ?? input.name));
}

function readRoot(text: string, name: string) {
  const root = parseXml(text);
  if (root.name !== name) throw malformedXml();
  return root;
}

/** More than any documented body needs: 10,000 parts or 1,000 keys of 1,024 bytes. */
const MAX_BODY = 8 * 1024 * 1024;

function readText(body: WireBody): string {
  if (body === undefined || typeof body === 'string') return withinLimit(body ?? '');
  if (!(body instanceof Uint8Array))
    throw new SchemaError(
      'a streamed body came with an operation that parses it: buffer it where `takesStream` is false',
    );
  try {
    return withinLimit(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw cause instanceof AwsError ? cause : malformedXml();
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function withinLimit(text: string): string {
  if (text.length > MAX_BODY) throw new AwsError('MaxMessageLengthExceeded', 'Your request was too big.');
  return text;
}

const PART_NUMBER = 'Part number must be an integer between 1 and 10000, inclusive';

function invalidArgument(shape: Shape, name: string, text: string): AwsError {
  const number = name === 'partNumber' ? PART_NUMBER : `Provided ${name} not an integer or within integer range`;
  return new AwsError('InvalidArgument', shape.kind === 'number' ? number : '', {
    ArgumentName: name,
    ArgumentValue: text,
  });
}

import { AwsError } from './errors.js';
import { encodeDisposition, encodeHeader, encodeMetadata } from './header-text.js';
import type { WireBody, WireResponse } from './http.js';
import { SchemaError } from './schema-error.js';
import type { ErrorModel, Member, OperationModel, ServiceModel, Shape, StructureShape } from './service-model.js';
import { escapeText } from './xml-text.js';
import { writeElement, writeMembers, writeNamespace, writeTime } from './xml-writer.js';

type Output = Readonly<Record<string, unknown>>;

const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** S3 answers these with 204 where the SDK's schema says 200, e.g. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
const WITHOUT_CONTENT: ReadonlySet<string> = new Set([
  'PutBucketAnalyticsConfiguration',
  'PutBucketIntelligentTieringConfiguration',
  'PutBucketInventoryConfiguration',
  'PutBucketMetricsConfiguration',
  'PutBucketPolicy',
  'PutBucketTagging',
]);

/** A successful answer of S3. */
export function writeRestXmlAnswer(
  service: ServiceModel,
  operation: OperationModel,
  output: unknown,
  requestId: string,
): WireResponse {
  const given = (output ?? {}) as Output;
  const headers = identifyingHeaders(requestId);
  for (const member of operation.output?.members ?? []) writeHeader(headers, member, given[member.name]);
  const disposition = headers['content-disposition'];
  if (disposition !== undefined) headers['content-disposition'] = encodeDisposition(disposition);
  const body =
    operation.output === undefined || operation.http?.method === 'HEAD'
      ? undefined
      : writeBody(service, operation, operation.output, given);
  if (body?.type !== undefined) headers['content-type'] ??= body.type;
  return { status: statusOf(operation, headers), headers, body: body?.content };
}

/** An error of S3. The answer to a HEAD request has no body (P14), nor has 304. */
export function writeRestXmlError(
  error: ErrorModel & Pick<AwsError, 'message' | 'extras'> & Partial<Pick<AwsError, 'headers'>>,
  requestId: string,
  headRequest: boolean,
): WireResponse {
  const { code, message, status, extras } = error;
  const own = { ...identifyingHeaders(requestId), ...error.headers };
  if (status === 304) return { status, headers: own, body: undefined };
  const headers = { ...own, 'content-type': 'application/xml' };
  if (headRequest) return { status, headers, body: undefined };
  const elements = { Code: code, Message: message, ...extras, RequestId: requestId, HostId: hostId(requestId) };
  const xml = Object.entries(elements).map(([name, text]) => `<${name}>${escapeText(text)}</${name}>`);
  return { status, headers, body: `${PROLOG}<Error>${xml.join('')}</Error>` };
}

function statusOf({ name, http }: OperationModel, headers: Readonly<Record<string, string>>): number {
  if (headers['content-range'] !== undefined) return 206;
  return WITHOUT_CONTENT.has(name) ? 204 : (http?.status ?? 200);
}

/** What S3 says of every request. */
export function identifyingHeaders(requestId: string): Record<string, string> {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': hostId(requestId), server: 'AmazonS3' };
}

/** 76 characters of base64, as S3's; made from the request id, so that the same seed gives the same answer. */
function hostId(requestId: string): string {
  return Buffer.from(requestId.repeat(8).padEnd(57, '0').slice(0, 57)).toString('base64');
}

function writeHeader(headers: Record<string, string>, { binding, shape }: Member, value: unknown): void {
  if (value === undefined || value === null) return;
  if (binding?.in === 'header') headers[binding.name] = encodeHeader(headerText(shape, value));
  if (binding?.in !== 'prefix-headers') return;
  for (const [name, text] of Object.entries(value as Readonly<Record<string, string>>))
    headers[binding.name + name] = encodeMetadata(text);
}

function headerText(shape: Shape, value: unknown): string {
  if (shape.kind === 'list')
    return (value as readonly unknown[]).map((item) => headerText(shape.item, item)).join(', ');
  return shape.kind === 'timestamp' ? writeTime(shape.format, value as Date, 'milliseconds') : String(value);
}

interface Body {
  readonly content: WireBody;
  readonly type?: string;
}

function writeBody(
  { xmlNamespace }: ServiceModel,
  { name }: OperationModel,
  shape: StructureShape,
  output: Output,
): Body | undefined {
  const namespace = writeNamespace([xmlNamespace]);
  const payload = shape.members.find(({ binding }) => binding?.in === 'payload');
  if (payload !== undefined) return writePayload(payload, output[payload.name], namespace);
  if (name === 'GetBucketLocation')
    return xmlBody(
      `<LocationConstraint${namespace}>${escapeText(String(output.LocationConstraint ?? ''))}</LocationConstraint>`,
    );
  if (shape.members.every(({ binding }) => binding !== undefined)) return undefined;
  const root = shape.xmlName ?? shape.name;
  return xmlBody(`<${root}${namespace}>${writeMembers(shape, output, 'milliseconds')}</${root}>`);
}

/** The element of a result is always written: without it the SDK takes CopyObject for aborted (P13). */
function writePayload({ shape, wireName }: Member, value: unknown, namespace: string): Body {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return xmlBody(writeElement(wireName, shape, value ?? {}, 'milliseconds', namespace));
    case 'string':
      return { content: value as string, type: 'application/json' };
    case 'blob':
    case 'streaming-blob':
      return { content: value as WireBody };
    case 'event-stream':
      throw new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented');
    default:
      throw new SchemaError(`a \`${shape.kind}\` cannot be an answer's payload`);
  }
}

function xmlBody(xml: string): Body {
  return { content: PROLOG + xml, type: 'application/xml' };
}

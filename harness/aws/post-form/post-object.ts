import { AwsError } from '../errors.js';
import { headerMap } from '../header-map.js';
import type { HeaderMap, WireRequest, WireResponse } from '../http.js';
import { malformedXml } from '../malformed-xml.js';
import { parseRestXmlInput } from '../rest-xml-codec.js';
import type { S3Address } from '../s3-address.js';
import type { OperationModel } from '../service-model.js';
import { checkedBody } from '../sigv4/payload.js';
import type { Verified } from '../sigv4/verify.js';
import { parseXml } from '../xml-reader.js';
import { escapeText } from '../xml-text.js';
import { boundaryOf, type MultipartForm, readMultipartForm } from './multipart-form.js';
import { checkPostPolicy, type SizeRange } from './post-policy.js';
import { missingField, type PostVerification, verifyPost } from './post-signature.js';

/** A form that was found in order: it uploads one object, as PutObject does. */
export interface PostObject<Caller> {
  readonly verified: Verified<Caller>;
  readonly fields: ReadonlyMap<string, string>;
  /** The input of PutObject. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Whether a request is a browser's upload: a form that is posted to a bucket. */
export function isPostObject({ method }: WireRequest, headers: HeaderMap, { bucket, key }: S3Address): boolean {
  if (method !== 'POST' || bucket === undefined || key !== undefined) return false;
  return boundaryOf(headers.first('content-type')) !== undefined;
}

/**
 * Reads a form up to its file and holds it against its policy; the file is read by whoever stores it.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
export async function readPostObject<Caller>(
  { body }: WireRequest,
  headers: HeaderMap,
  bucket: string,
  putObject: OperationModel,
  verification: PostVerification<Caller>,
): Promise<PostObject<Caller>> {
  const form = await readMultipartForm(body, boundaryOf(headers.first('content-type')) ?? '');
  const { fields } = form;
  const name = fields.get('key');
  if (name === undefined || name === '') throw missingField('key');
  const filename = form.filename?.split(/[/\\]/).at(-1);
  const key = filename === undefined ? name : name.replaceAll(FILENAME, filename);
  const verified = verifyPost(fields, verification);
  const policy = fields.get('policy');
  const checked = new Map(fields).set('key', key).set('bucket', bucket);
  const isSigned = verified.kind === 'signed' && policy !== undefined;
  const range = isSigned ? checkPostPolicy(policy, checked, verification.now) : undefined;
  const written = headersOf(form);
  const { stream, checksums } = checkedBody(within(form.file, range), { kind: 'unsigned' }, written);
  const content = Object.assign({ [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator]() }, { checksums });
  const parts = { bucket, key, query: new Map<string, string>(), headers: written, body: content };
  return { verified, fields, input: parseRestXmlInput(putObject, parts) };
}

const FILENAME = '${' + 'filename}';

/** Fields that are headers of PutObject under another name, or that PutObject does not have. */
const RENAMED: Readonly<Record<string, string>> = { acl: 'x-amz-acl' };
const NO_HEADERS: ReadonlySet<string> = new Set([
  ...['key', 'policy', 'tagging', 'bucket', 'redirect', 'success_action_redirect', 'success_action_status'],
  ...['x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature', 'x-amz-security-token'],
  ...['awsaccesskeyid', 'signature'],
]);

function headersOf({ fields }: MultipartForm): HeaderMap {
  const headers = new Map<string, string>();
  for (const [name, value] of fields) {
    if (NO_HEADERS.has(name) || name.startsWith('x-ignore-')) continue;
    headers.set(RENAMED[name] ?? name, value);
  }
  const tagging = fields.get('tagging');
  if (tagging !== undefined) headers.set('x-amz-tagging', taggingHeader(tagging));
  return headerMap([...headers].flat());
}

/** The field holds the XML of PutObjectTagging, the header its pairs as a query. */
function taggingHeader(xml: string): string {
  const root = parseXml(xml);
  if (root.name !== 'Tagging') throw malformedXml();
  const tags = root.children.flatMap(({ children }) => children);
  const text = (tag: (typeof tags)[number], name: string) => tag.children.find((child) => child.name === name)?.text;
  return tags
    .map((tag) => `${encodeURIComponent(text(tag, 'Key') ?? '')}=${encodeURIComponent(text(tag, 'Value') ?? '')}`)
    .join('&');
}

/** Ends with AWS's error as soon as the file is known to be too long, or at its end where it is too short. */
async function* within(file: AsyncIterable<Uint8Array>, range: SizeRange | undefined): AsyncGenerator<Uint8Array> {
  const { min, max } = range ?? { min: 0, max: Number.POSITIVE_INFINITY };
  let size = 0;
  for await (const piece of file) {
    size += piece.length;
    if (size > max)
      throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
        ProposedSize: String(size),
        MaxSizeAllowed: String(max),
      });
    yield piece;
  }
  if (size < min)
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
      ProposedSize: String(size),
      MinSizeAllowed: String(min),
    });
}

/** Where the object is found, as the host of the request has it. */
export function locationOf({ origin }: WireRequest, headers: HeaderMap, path: string, key: string): string {
  const scheme = origin.secureTransport ? 'https' : 'http';
  const folder = path.endsWith('/') ? path : `${path}/`;
  return `${scheme}://${headers.first('host') ?? 's3.amazonaws.com'}${folder}${encodeURIComponent(key)}`;
}

/** What the form asked to be answered with: a page to go to, or a status, else 204. */
export function postAnswer(
  { fields, input }: PostObject<unknown>,
  stored: WireResponse,
  location: string,
): WireResponse {
  const { Bucket, Key } = input;
  const etag = stored.headers.etag ?? '';
  const headers = { ...stored.headers, location };
  const target = fields.get('success_action_redirect') ?? fields.get('redirect') ?? '';
  if (URL.canParse(target)) {
    const page = new URL(target);
    for (const [name, value] of Object.entries({ bucket: Bucket, key: Key, etag }))
      page.searchParams.set(name, String(value));
    return { status: 303, headers: { ...headers, location: page.href }, body: undefined };
  }
  const status = fields.get('success_action_status');
  if (status === '200') return { status: 200, headers, body: undefined };
  if (status !== '201') return { status: 204, headers, body: undefined };
  const elements = { Location: location, Bucket: String(Bucket), Key: String(Key), ETag: etag };
  const xml = Object.entries(elements).map(([name, text]) => `<${name}>${escapeText(text)}</${name}>`);
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>${xml.join('')}</PostResponse>`;
  return { status: 201, headers: { ...headers, 'content-type': 'application/xml' }, body };
}

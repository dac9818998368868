import { AwsError } from '../errors.js';
import type { WireBody } from '../http.js';

/** A browser's form: its fields up to the file, whose content is still to come. */
export interface MultipartForm {
  /** By lower-case name; the first of two counts. */
  readonly fields: ReadonlyMap<string, string>;
  /** What the browser calls the file; empty where it gives no name. */
  readonly filename: string | undefined;
  /** Fields behind the file are ignored, as S3 says. */
  readonly file: AsyncIterable<Uint8Array>;
}

/** "The form data and boundaries (excluding the contents of the file) cannot exceed 20KB", and each head of a part is part of that. */
const FIELDS_LIMIT = 20 * 1024;
const LINE_END = '\r\n';
const HEAD_END = Buffer.from('\r\n\r\n');

/** Whether a request is a form of a browser. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (!/^multipart\/form-data\b/i.test(contentType ?? '')) return undefined;
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType ?? '') ?? [];
  return quoted ?? bare ?? '';
}

/** Reads the fields, and of the file no more than has come with them. Throws MalformedPOSTRequest for what is no form. */
export async function readMultipartForm(body: WireBody, boundary: string): Promise<MultipartForm> {
  if (boundary === '') throw malformedForm();
  const pieces = eachPiece(body)[Symbol.asyncIterator]();
  const source = { held: Buffer.from(LINE_END), pieces };
  const delimiter = Buffer.from(`${LINE_END}--${boundary}`);
  const fields = new Map<string, string>();
  let size = 0;
  await upTo(source, delimiter, FIELDS_LIMIT);
  while ((await head(source)) === 'another part') {
    const about = (await upTo(source, HEAD_END, FIELDS_LIMIT)).toString();
    const name = parameter(about, 'name')?.toLowerCase();
    if (name === undefined) throw malformedForm();
    if (name === 'file') {
      return { fields, filename: parameter(about, 'filename'), file: fileOf(source, delimiter) };
    }
    const value = await upTo(source, delimiter, FIELDS_LIMIT);
    size += about.length + value.length;
    if (size > FIELDS_LIMIT) throw tooManyFields();
    if (!fields.has(name)) fields.set(name, value.toString());
  }
  throw new AwsError('InvalidArgument', 'POST requires exactly one file upload per request.', {
    ArgumentName: 'file',
    ArgumentValue: '0',
  });
}

interface Source {
  held: Buffer;
  readonly pieces: AsyncIterator<Uint8Array>;
}

async function more(source: Source): Promise<boolean> {
  const next = await source.pieces.next();
  if (next.done === true) return false;
  source.held = Buffer.concat([source.held, next.value]);
  return true;
}

/** What comes before the mark, which is passed over. */
async function upTo(source: Source, mark: Buffer, limit: number): Promise<Buffer> {
  for (let from = 0; ; ) {
    const at = source.held.indexOf(mark, from);
    if (at >= 0) {
      const found = source.held.subarray(0, at);
      source.held = source.held.subarray(at + mark.length);
      return found;
    }
    if (source.held.length > limit) throw tooManyFields();
    from = Math.max(0, source.held.length - mark.length);
    if (!(await more(source))) throw malformedForm();
  }
}

/** Behind a boundary: a line end and one more part, or `--` and the end. */
async function head(source: Source): Promise<'another part' | 'end'> {
  while (source.held.length < 2) if (!(await more(source))) throw malformedForm();
  const sign = source.held.subarray(0, 2).toString('latin1');
  if (sign === '--') return 'end';
  if (sign !== LINE_END) throw malformedForm();
  source.held = source.held.subarray(2);
  return 'another part';
}

/** The content of the file, of which never more is held than could be the beginning of a boundary. */
async function* fileOf(source: Source, delimiter: Buffer): AsyncGenerator<Uint8Array> {
  for (;;) {
    const at = source.held.indexOf(delimiter);
    const end = at >= 0 ? at : Math.max(0, source.held.length - delimiter.length + 1);
    if (end > 0) yield source.held.subarray(0, end);
    source.held = source.held.subarray(end);
    if (at >= 0) break;
    if (!(await more(source))) throw malformedForm();
  }
  while (!(await source.pieces.next()).done);
}

function parameter(about: string, name: 'name' | 'filename'): string | undefined {
  const [line] = /^content-disposition:[^\r\n]*/im.exec(about) ?? [];
  const [, quoted, bare] = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^\\s;"]+))`, 'i').exec(line ?? '') ?? [];
  return quoted ?? bare;
}

async function* eachPiece(body: WireBody): AsyncGenerator<Uint8Array> {
  if (body === undefined) return;
  if (typeof body === 'string') yield Buffer.from(body);
  else if (body instanceof Uint8Array) yield body;
  else yield* body;
}

function malformedForm(): AwsError {
  return new AwsError('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.');
}

function tooManyFields(): AwsError {
  return new AwsError(
    'MaxPostPreDataLengthExceeded',
    'Your POST request fields preceding the upload file were too large.',
  );
}

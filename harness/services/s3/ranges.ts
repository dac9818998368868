import type { StoredObject } from '../../account/objects.js';
import { AwsError } from '../../aws/errors.js';
import { invalidArgument, invalidRequest } from './errors.js';

/** A part of an object: its first byte, and the byte after its last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Of a request for a part: at most one of the two may be given. */
export interface PartInput {
  readonly Range?: string | undefined;
  readonly PartNumber?: number | undefined;
}

type Ranged = Pick<StoredObject, 'size' | 'parts'>;

export const MAX_PART = 10_000;

/**
 * The part of the object that is asked for; undefined means all of it. A header that is no range of bytes, or names several,
 * is ignored, as HTTP allows.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function requestedRange({ Range, PartNumber }: PartInput, object: Ranged): ByteRange | undefined {
  if (PartNumber === undefined) return Range === undefined ? undefined : parseRange(Range, object.size);
  if (Range !== undefined) throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  return partRange(PartNumber, object);
}

/** An object that was uploaded as a whole is its own only part. */
function partRange(partNumber: number, { size, parts }: Ranged): ByteRange | undefined {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > MAX_PART)
    throw invalidArgument(
      'partNumber',
      'Part number must be an integer between 1 and 10000, inclusive',
      String(partNumber),
    );
  if (parts && partNumber <= parts.length) {
    const start = parts.slice(0, partNumber - 1).reduce((sum, part) => sum + part.size, 0);
    return { start, end: start + (parts[partNumber - 1]?.size ?? 0) };
  }
  if (partNumber > 1)
    throw new AwsError('InvalidPartNumber', 'The requested partnumber is not satisfiable', {
      ActualPartCount: String(parts?.length ?? 1),
      PartNumberRequested: String(partNumber),
    });
  return size === 0 ? undefined : { start: 0, end: size };
}

function parseRange(range: string, size: number): ByteRange | undefined {
  const [matched, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (matched === undefined || (first === '' && last === '')) return undefined;
  if (first !== '' && last !== '' && Number(first) > Number(last)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start < end) return { start, end };
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', {
    ActualObjectSize: String(size),
    RangeRequested: range,
  });
}

import { AwsError } from '../../aws/errors.js';
import { invalidArgument, malformedXml } from './errors.js';

interface StoredTag {
  readonly Key: string;
  readonly Value: string;
}

interface GivenTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

const MAX_OBJECT_TAGS = 10;
const MAX_BUCKET_TAGS = 50;

const FORM = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * The tags of a new bucket; throws InvalidTag in the words that CreateBucket has for it.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging.html
 */
export function bucketTags(
  given: readonly GivenTag[] = [],
  reserved: (key: string) => AwsError = () =>
    new AwsError(
      'InvalidTag',
      'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
    ),
): readonly StoredTag[] {
  const tags = given.map(({ Key, Value }) => {
    if (Key === undefined || Value === undefined) throw malformedXml();
    checkTag(Key, Value);
    if (Key.toLowerCase().startsWith('aws:')) throw reserved(Key);
    return { Key, Value };
  });
  const twice = repeated(tags);
  if (twice !== undefined)
    throw new AwsError('InvalidTag', 'Cannot provide multiple Tags with the same key', { TagKey: twice });
  if (tags.length > MAX_BUCKET_TAGS)
    throw new AwsError('BadRequest', `Bucket tag count cannot be greater than ${MAX_BUCKET_TAGS}`);
  return tags;
}

/** What is said of a key that AWS keeps for itself, with the key. */
export const reservedKey = (message: string) => (key: string) => new AwsError('InvalidTag', message, { TagKey: key });

/** The tags that PutObjectTagging gives, ten at most. */
export function taggingOfObject(given: readonly GivenTag[] | undefined): readonly StoredTag[] {
  const tags = bucketTags(given, reservedKey('Your TagKey cannot be prefixed with aws:'));
  if (tags.length > MAX_OBJECT_TAGS)
    throw new AwsError('BadRequest', `Object tags cannot be greater than ${MAX_OBJECT_TAGS}`);
  return tags;
}

/** The tags of the header `x-amz-tagging`, which is written as a query: `name=value&other`. Objects have up to ten. */
export function objectTags(header: string | undefined): readonly StoredTag[] {
  if (header === undefined || header === '') return [];
  const tags = [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }));
  if (tags.some(({ Key, Value }) => !isTag(Key, Value)) || repeated(tags) !== undefined)
    throw invalidArgument(
      'x-amz-tagging',
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      header,
    );
  const reserved = tags.find(({ Key }) => Key.toLowerCase().startsWith('aws:'));
  if (reserved) throw reservedKey('Your TagKey cannot be prefixed with aws:')(reserved.Key);
  if (tags.length > MAX_OBJECT_TAGS)
    throw new AwsError('BadRequest', `Object tags cannot be greater than ${MAX_OBJECT_TAGS}`);
  return tags;
}

function checkTag(key: string, value: string): void {
  if (key.length === 0 || key.length > 128 || !FORM.test(key))
    throw new AwsError('InvalidTag', 'The TagKey you have provided is invalid', { TagKey: key });
  if (value.length > 256 || !FORM.test(value))
    throw new AwsError('InvalidTag', 'The TagValue you have provided is invalid', { TagKey: key, TagValue: value });
}

function isTag(key: string, value: string): boolean {
  return key.length > 0 && key.length <= 128 && value.length <= 256 && FORM.test(key) && FORM.test(value);
}

function repeated(tags: readonly StoredTag[]): string | undefined {
  const seen = new Set<string>();
  return tags.find(({ Key }) => seen.size === seen.add(Key).size)?.Key;
}

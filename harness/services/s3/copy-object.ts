import { CopyObjectCommand, type CopyObjectCommandInput } from '@aws-sdk/client-s3';
import type { Bucket } from '../../account/buckets.js';
import type { StoredObject } from '../../account/objects.js';
import { checksumAlgorithm } from '../../aws/checksums.js';
import { type Need, type OperationCall, operation } from '../operation.js';
import { addressedBucket, objectNeed, shownVersion } from './addressed.js';
import {
  copiedObject,
  copySourceName,
  copySourceNeeds,
  copySourceVersion,
  readCopySource,
  sourceKeyNeeds,
} from './copy-source.js';
import { encryptionMembers } from './encryption.js';
import { invalidArgument, invalidRequest } from './errors.js';
import { type Description, describeNewObject, newObjectNeeds } from './new-object.js';
import { checksumMembers, digestOf, hexadecimal, MAX_SIZE } from './object-body.js';
import { checkWriteConditions } from './preconditions.js';
import { refuseUnsupported } from './unsupported.js';
import { storeObject } from './write-object.js';

type Input = CopyObjectCommandInput & { readonly Bucket: string; readonly Key: string; readonly CopySource: string };
type CopyCall = OperationCall<Input>;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject = operation(CopyObjectCommand, {
  needs: (call) => permissions(call),
  run: (call) => {
    const { input, now } = call;
    const bucket = addressedBucket(call);
    refuseUnsupported(input);
    const source = readCopySource(call, now);
    const description = described(call, bucket, source.object);
    checkWriteConditions(input.Key, bucket.objects.get(input.Key), input);
    checkCopy(input, source.object, bucket);
    const object = storeObject(call, bucket, {
      ...description,
      ...copiedContent(source.object, input.ChecksumAlgorithm),
    });
    return {
      CopyObjectResult: {
        ETag: object.etag,
        LastModified: new Date(object.lastModified),
        ...checksumMembers(object.checksum),
      },
      CopySourceVersionId: copiedVersion(source.object),
      VersionId: shownVersion(bucket, object.versionId),
      ...encryptionMembers(object.encryption, bucket),
    };
  },
});

/** An object that was written without versions is copied from none (recorded). */
function copiedVersion({ versionId }: StoredObject): string | undefined {
  return versionId === 'null' ? undefined : versionId;
}

/** Tags that come along take the permissions to read and to write tags. */
function permissions(call: CopyCall): readonly Need[] {
  const { input } = call;
  const bucket = addressedBucket(call);
  const reading = [copySourceNeeds(call)].flat();
  const [read] = reading;
  const source = copiedObject(call);
  const copiesTags = input.TaggingDirective !== 'REPLACE' && (source?.object.tags.length ?? 0) > 0;
  const version = copySourceVersion(input);
  const action = version === undefined ? 's3:GetObjectTagging' : 's3:GetObjectVersionTagging';
  const tagging =
    copiesTags && source
      ? [
          objectNeed(source.bucket, source.object.key, action, read?.keys),
          objectNeed(bucket, input.Key, 's3:PutObjectTagging'),
        ]
      : [];
  const keys = {
    's3:ObjectCreationOperation': 'true',
    's3:x-amz-copy-source': copySourceName(input),
    's3:x-amz-metadata-directive': input.MetadataDirective,
    's3:x-amz-object-annotation-directive': input.AnnotationDirective,
  };
  const writing = newObjectNeeds(bucket, asWritten(input), keys, call);
  return [...reading, ...writing, ...tagging, ...sourceKeyNeeds(call)];
}

/** Without the directive to replace them, tags of the request do not count. */
function asWritten(input: Input): Input {
  return input.TaggingDirective === 'REPLACE' ? input : { ...input, Tagging: undefined };
}

function described(call: CopyCall, bucket: Bucket, source: StoredObject): Description {
  const { input } = call;
  checkDirective('x-amz-metadata-directive', 'Unknown metadata directive.', input.MetadataDirective);
  checkDirective('x-amz-tagging-directive', 'Unknown tagging directive.', input.TaggingDirective);
  const asked = describeNewObject(asWritten(input), bucket, call);
  const tags = input.TaggingDirective === 'REPLACE' ? asked.tags : source.tags;
  if (input.MetadataDirective === 'REPLACE') return { ...asked, tags };
  const headers = { ...source.headers, websiteRedirectLocation: input.WebsiteRedirectLocation };
  return { ...asked, tags, headers, metadata: source.metadata };
}

function checkDirective(header: string, message: string, value: string | undefined): void {
  if (value !== undefined && value !== 'COPY' && value !== 'REPLACE') throw invalidArgument(header, message, value);
}

function checkCopy(input: Input, source: StoredObject, { configurations }: Bucket): void {
  if (source.size > MAX_SIZE)
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_SIZE}`,
    );
  const isItself = copySourceName(input) === `${input.Bucket}/${input.Key}` && copySourceVersion(input) === undefined;
  // What a request names counts as a change, also where it is the same as before (recorded).
  const isChange =
    input.MetadataDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.WebsiteRedirectLocation !== undefined ||
    input.ServerSideEncryption !== undefined ||
    input.SSECustomerAlgorithm !== undefined ||
    input.IfMatch !== undefined ||
    configurations.has('encryption');
  if (isItself && !isChange)
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
}

/** A copy is one piece, whatever the source was: its ETag and its checksum are those of the whole. */
function copiedContent({ chunks, size, etag, checksum, parts }: StoredObject, asked: string | undefined) {
  const wanted = checksumAlgorithm(asked ?? checksum.algorithm);
  const isKept = asked === undefined && checksum.type === 'FULL_OBJECT';
  const algorithm = wanted === undefined || wanted === 'not computed' ? undefined : wanted;
  return {
    chunks,
    size,
    parts: undefined,
    etag: parts ? `"${hexadecimal(digestOf(chunks, 'MD5'))}"` : etag,
    checksum:
      isKept || algorithm === undefined
        ? checksum
        : { algorithm, value: digestOf(chunks, algorithm), type: 'FULL_OBJECT' as const },
  };
}

import { type AclGrant, ALL_USERS, AUTHENTICATED_USERS, type Grantee, LOG_DELIVERY } from './bucket-acls.js';
import { type BucketPolicy, createBucketPolicy } from './bucket-policy.js';
import type { Bucket, BucketObjectLock } from './buckets.js';
import {
  type ContentHeaders,
  createObjects,
  type DeleteMarker,
  type ObjectChecksum,
  type ObjectEncryption,
  type ObjectLock,
  type ObjectPart,
  type Objects,
  type ObjectVersion,
  type Retention,
  type StoredObject,
} from './objects.js';
import type { PublicAccessBlock } from './public-access.js';
import {
  bytes,
  entries,
  type Form,
  flag,
  type Json,
  list,
  number,
  oneOf,
  optional,
  record,
  refuse,
  text,
  texts,
  via,
} from './snapshot-form.js';
import { TAGS, TRUST_POLICY } from './snapshot-identities.js';
import type { TrustPolicy } from './trust.js';
import { createUploads, type Upload, type UploadChecksum, type UploadedPart, type Uploads } from './uploads.js';

const MODE = oneOf('GOVERNANCE', 'COMPLIANCE');
const OBJECT_LOCK = record<ObjectLock>({
  retention: optional(record<Retention>({ mode: MODE, until: number })),
  legalHold: optional(oneOf('ON', 'OFF')),
});

const HEADERS = record<ContentHeaders>({
  contentType: text,
  cacheControl: optional(text),
  contentDisposition: optional(text),
  contentEncoding: optional(text),
  contentLanguage: optional(text),
  expires: optional(number),
  websiteRedirectLocation: optional(text),
});

const ACCOUNT = record<Extract<Grantee, { kind: 'account' }>>({ kind: constant('account'), canonicalUserId: text });
const GROUP = record<Extract<Grantee, { kind: 'group' }>>({
  kind: constant('group'),
  uri: oneOf(ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY),
});

const STORED_GRANTEE: Form<Grantee> = {
  write: (grantee) => (grantee.kind === 'group' ? GROUP.write(grantee) : ACCOUNT.write(grantee)),
  read: (json, at) =>
    (json as Partial<Grantee> | null)?.kind === 'group' ? GROUP.read(json, at) : ACCOUNT.read(json, at),
};

const CHECKSUM_TYPE = oneOf('FULL_OBJECT', 'COMPOSITE');
const CHECKSUM = record<ObjectChecksum>({ algorithm: text, value: text, type: CHECKSUM_TYPE });
const ACL = optional(
  list(
    record<AclGrant>({
      grantee: STORED_GRANTEE,
      permission: oneOf('FULL_CONTROL', 'READ', 'READ_ACP', 'WRITE', 'WRITE_ACP'),
    }),
  ),
);

const ENCRYPTION = record<ObjectEncryption>({
  algorithm: text,
  kmsKeyArn: optional(text),
  bucketKey: flag,
  customerKeyMd5: optional(text),
});

const VERSION_OF_KEY = { key: text, versionId: text, lastModified: number, owner: text };

const STORED_OBJECT = record<StoredObject>({
  ...VERSION_OF_KEY,
  isDeleteMarker: constant(false),
  chunks: bytes,
  size: number,
  etag: text,
  checksum: CHECKSUM,
  parts: optional(list(record<ObjectPart>({ number, size: number, checksum: CHECKSUM }))),
  storageClass: text,
  headers: HEADERS,
  metadata: texts,
  tags: TAGS,
  lock: OBJECT_LOCK,
  acl: ACL,
  encryption: ENCRYPTION,
});

const DELETE_MARKER = record<DeleteMarker>({ ...VERSION_OF_KEY, isDeleteMarker: constant(true) });

const OBJECT_VERSION: Form<ObjectVersion> = {
  write: (version) => (version.isDeleteMarker ? DELETE_MARKER.write(version) : STORED_OBJECT.write(version)),
  read: (json, at) =>
    (json as Partial<DeleteMarker> | null)?.isDeleteMarker === true
      ? DELETE_MARKER.read(json, at)
      : STORED_OBJECT.read(json, at),
};

/** By key, and those of a key from the oldest to the newest. */
const OBJECTS: Form<Objects> = via(
  list(OBJECT_VERSION),
  (objects) => [...objects.seekVersions(() => false)].flatMap((key) => objects.versions(key).toReversed()),
  (versions) => {
    const objects = createObjects();
    for (const version of versions) objects.put(version);
    return objects;
  },
);

const UPLOADED_PART = record<UploadedPart>({
  number,
  chunks: bytes,
  size: number,
  etag: text,
  checksum: CHECKSUM,
  lastModified: number,
});

const UPLOAD = record<Upload>({
  id: text,
  key: text,
  initiated: number,
  initiator: text,
  storageClass: text,
  headers: HEADERS,
  metadata: texts,
  tags: TAGS,
  lock: OBJECT_LOCK,
  owner: text,
  acl: ACL,
  encryption: ENCRYPTION,
  isOvertaken: optional(constant(true)),
  checksum: record<UploadChecksum>({ algorithm: text, type: CHECKSUM_TYPE, isChosen: flag }),
  parts: entries(number, UPLOADED_PART),
});

const UPLOADS: Form<Uploads> = via(
  list(UPLOAD),
  (uploads) => uploads.sorted(),
  (saved) => {
    const uploads = createUploads();
    for (const upload of saved) uploads.put(upload);
    return uploads;
  },
);

/** What a bucket's documents hold, in the members of the SDK: JSON, and dates. */
export const STORED_DOCUMENT: Form<unknown> = {
  write: (value) => writeDocument(value),
  read: (json) => readDocument(json),
};

const DATE = '$date';

function writeDocument(value: unknown): Json {
  if (value instanceof Date) return { [DATE]: value.getTime() };
  if (Array.isArray(value)) return value.map(writeDocument);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, writeDocument(member)]));
}

function readDocument(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(readDocument);
  if (typeof json !== 'object' || json === null) return json;
  const time = (json as { readonly [DATE]?: unknown })[DATE];
  if (typeof time === 'number') return new Date(time);
  return Object.fromEntries(Object.entries(json).map(([name, member]) => [name, readDocument(member)]));
}

const BUCKET_LOCK = record<BucketObjectLock>({
  defaultRetention: optional(
    record<NonNullable<BucketObjectLock['defaultRetention']>>({
      mode: MODE,
      days: optional(number) as Form<number>,
      years: optional(number) as Form<number>,
    }),
  ),
});

const MEMBERS = {
  name: text,
  owner: text,
  region: text,
  locationConstraint: optional(text),
  creationDate: number,
  namespace: oneOf('global', 'account-regional'),
  objectOwnership: optional(oneOf('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter')),
  acl: ACL,
  publicAccessBlock: optional(
    record<PublicAccessBlock>({
      blockPublicAcls: flag,
      ignorePublicAcls: flag,
      blockPublicPolicy: flag,
      restrictPublicBuckets: flag,
    }),
  ),
  versioning: optional(oneOf('Enabled', 'Suspended')),
  objectLock: optional(BUCKET_LOCK),
  tags: TAGS,
  configurations: entries(text, STORED_DOCUMENT),
  objects: OBJECTS,
  uploads: UPLOADS,
};

type SavedBucket = Omit<Bucket, 'policy'> & { readonly policy: TrustPolicy | undefined };

/** The policy is compiled again: only its text and the unique ids in it are kept. */
export const BUCKET: Form<Bucket> = via(
  record<SavedBucket>({ ...MEMBERS, policy: optional(TRUST_POLICY) }),
  (bucket) => bucket,
  (saved) => ({ ...saved, policy: bucketPolicy(saved) }),
);

function bucketPolicy({ name, policy }: SavedBucket): BucketPolicy | undefined {
  return policy && createBucketPolicy(policy, `arn:aws:s3:::${name}`);
}

function constant<const T>(value: T): Form<T> {
  return { write: () => value as Json, read: (json, at) => (json === value ? value : refuse(at, `is not ${value}`)) };
}

const DIRECTORY = 'directory buckets are not emulated';
const METADATA = 'the tables that S3 keeps of the metadata of a bucket are not emulated';
const ANNOTATIONS = 'annotations of objects are not emulated';

/** The operations without a handler, with what a caller is told of why. */
export const notImplemented: Readonly<Record<string, string>> = {
  CreateBucketMetadataConfiguration: METADATA,
  CreateBucketMetadataTableConfiguration: METADATA,
  CreateSession: DIRECTORY,
  DeleteBucketMetadataConfiguration: METADATA,
  DeleteBucketMetadataTableConfiguration: METADATA,
  DeleteObjectAnnotation: ANNOTATIONS,
  GetBucketMetadataConfiguration: METADATA,
  GetBucketMetadataTableConfiguration: METADATA,
  GetObjectAnnotation: ANNOTATIONS,
  GetObjectTorrent: 'S3 itself gives no torrents any more',
  ListDirectoryBuckets: DIRECTORY,
  ListObjectAnnotations: ANNOTATIONS,
  PutObjectAnnotation: ANNOTATIONS,
  RenameObject: `${DIRECTORY}, and S3 renames nothing elsewhere`,
  RestoreObject: 'archived objects stay archived: nothing is restored',
  SelectObjectContent: 'queries on the content of objects are not emulated, and S3 takes them from no new customer',
  UpdateBucketMetadataAnnotationTableConfiguration: METADATA,
  UpdateBucketMetadataInventoryTableConfiguration: METADATA,
  UpdateBucketMetadataJournalTableConfiguration: METADATA,
  UpdateObjectEncryption: 'the encryption of an object is not changed in place: copy the object onto itself',
  WriteGetObjectResponse: 'Object Lambda is not emulated',
};

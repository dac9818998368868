/**
 * The condition keys of S3 in lower case; one that ends with `/` goes on with the key of a tag.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys
 */
const KEYS: ReadonlySet<string> = new Set(
  `
  accessgrantscope accessgrantsinstancearn accessgrantslocationscope accesspointnetworkorigin accesspointtag/ annotation-prefix authtype
  buckettag/ dataaccesspointaccount dataaccesspointarn delimiter deliverysourcearn destinationregion existingjoboperation
  existingjobpriority existingobjecttag/ if-match if-none-match inventoryaccessibleoptionalfields isreplicationpauserequest
  jobsuspendedcause locationconstraint logtype max-annotation-results max-keys object-lock-event-hold
  object-lock-event-hold-duration-days object-lock-legal-hold object-lock-mode object-lock-remaining-retention-days
  object-lock-retain-until-date objectcreationoperation prefix requestjoboperation requestjobpriority requestobjecttag/
  requestobjecttagkeys resourceaccount resourcearnbeingauthorized signatureage signatureversion tlsversion versionid x-amz-acl
  x-amz-bucket-namespace x-amz-content-sha256 x-amz-copy-source x-amz-grant-full-control x-amz-grant-read x-amz-grant-read-acp
  x-amz-grant-write x-amz-grant-write-acp x-amz-metadata-directive x-amz-object-annotation-directive x-amz-object-if-match
  x-amz-object-ownership x-amz-server-side-encryption x-amz-server-side-encryption-aws-kms-key-id
  x-amz-server-side-encryption-customer-algorithm x-amz-storage-class x-amz-website-redirect-location
  `
    .trim()
    .split(/\s+/),
);

/** Whether a key begins as those of S3 do and is none of them. Keys of other services S3 takes as they are. */
export function isUnknownS3Key(key: string): boolean {
  const lower = key.toLowerCase();
  if (!lower.startsWith('s3:')) return false;
  const name = lower.slice('s3:'.length);
  return !KEYS.has(name) && !KEYS.has(name.slice(0, name.indexOf('/') + 1));
}

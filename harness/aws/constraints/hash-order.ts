/**
 * Sorts things as a Java `HashMap` of their names would list them. That AWS orders the violations of an input so is inferred, not
 * documented: it fits nine of the ten recorded messages that were tried (`minimumPasswordLength, passwordReusePrevention,
 * maxPasswordAge` in IAM's UpdateAccountPasswordPolicy; `attributeType, attributeName` in DynamoDB), and not an old one of EMR.
 */
export function byHashOrder<T>(things: readonly T[], nameOf: (thing: T) => string): readonly T[] {
  const buckets = bucketsFor(things.length);
  return things
    .map((thing) => ({ thing, bucket: spread(hashCode(nameOf(thing))) & (buckets - 1) }))
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ thing }) => thing);
}

/** A table of 16 that doubles when it is three quarters full. */
function bucketsFor(size: number): number {
  let buckets = 16;
  while (size > buckets * 0.75) buckets *= 2;
  return buckets;
}

/** `java.lang.String.hashCode` */
function hashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

function spread(hash: number): number {
  return hash ^ (hash >>> 16);
}

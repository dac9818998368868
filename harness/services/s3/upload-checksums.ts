import type { ObjectChecksum } from '../../account/objects.js';
import type { UploadChecksum, UploadedPart } from '../../account/uploads.js';
import { type ChecksumAlgorithm, checksumAlgorithm, checksumOf, startChecksum } from '../../aws/checksums.js';
import { invalidArgument, invalidRequest } from './errors.js';
import { DEFAULT_ALGORITHM } from './object-body.js';

/** The checksums of the whole that S3 makes from those of the parts; the others of it are of the whole only, or of the parts only. */
const TYPES: Readonly<Record<string, readonly [usual: ObjectChecksum['type'], ...more: ObjectChecksum['type'][]]>> = {
  CRC64NVME: ['FULL_OBJECT'],
  CRC32: ['COMPOSITE', 'FULL_OBJECT'],
  CRC32C: ['COMPOSITE', 'FULL_OBJECT'],
  SHA1: ['COMPOSITE'],
  SHA256: ['COMPOSITE'],
  SHA512: ['COMPOSITE'],
  MD5: ['COMPOSITE'],
};

/**
 * The checksum that an upload will have; S3's own unless the client chooses one.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export function uploadChecksum(input: {
  readonly ChecksumAlgorithm?: string | undefined;
  readonly ChecksumType?: string | undefined;
}): UploadChecksum {
  const { ChecksumAlgorithm: chosen, ChecksumType: type } = input;
  if (chosen === undefined) {
    if (type !== undefined)
      throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
    return { algorithm: DEFAULT_ALGORITHM, type: 'FULL_OBJECT', isChosen: false };
  }
  const types = TYPES[chosen];
  if (!types)
    throw invalidArgument(
      'x-amz-checksum-algorithm',
      `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${Object.keys(TYPES).join(', ')}]`,
      chosen,
    );
  const known = types.find((each) => each === (type ?? types[0]));
  if (known === undefined)
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${chosen.toLowerCase()} checksum algorithm.`,
    );
  return { algorithm: chosen, type: known, isChosen: true };
}

/** The algorithm that each part is computed in; undefined where the client did not choose. */
export function chosenAlgorithm({ algorithm, isChosen }: UploadChecksum): ChecksumAlgorithm | undefined {
  const known = isChosen ? checksumAlgorithm(algorithm) : undefined;
  return known === 'not computed' ? undefined : known;
}

/** The checksum of the completed object. */
export function completedChecksum(
  { algorithm, type }: UploadChecksum,
  parts: readonly Pick<UploadedPart, 'chunks' | 'checksum'>[],
): ObjectChecksum {
  const known = checksumAlgorithm(algorithm);
  const computed = known === undefined || known === 'not computed' ? DEFAULT_ALGORITHM : known;
  if (type === 'COMPOSITE') {
    const values = Buffer.concat(parts.map(({ checksum }) => Buffer.from(checksum.value, 'base64')));
    return { algorithm, value: `${checksumOf(computed, values)}-${parts.length}`, type };
  }
  const running = startChecksum(computed);
  for (const { chunks } of parts) for (const chunk of chunks) running.update(chunk);
  return { algorithm, value: running.digest(), type };
}

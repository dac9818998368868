import {
  GetObjectAttributesCommand,
  type GetObjectAttributesCommandInput,
  type StorageClass,
} from '@aws-sdk/client-s3';
import type { StoredObject } from '../../account/objects.js';
import { operation } from '../operation.js';
import { addressedBucket, addressedObject, existingObjectNeeds, objectNeed, shownVersion } from './addressed.js';
import { checkCustomerKey } from './customer-keys.js';
import { invalidArgument } from './errors.js';
import { checksumMembers } from './object-body.js';
import { refuseUnsupported } from './unsupported.js';

const PAGE = 1000;

type Attribute = (object: StoredObject, input: GetObjectAttributesCommandInput) => object;

const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  ETag: ({ etag }) => ({ ETag: etag.replaceAll('"', '') }),
  // Without the number of parts that other answers have behind it (recorded).
  Checksum: ({ checksum }) => ({
    Checksum: checksumMembers({ ...checksum, value: checksum.value.replace(/-\d+$/, '') }),
  }),
  ObjectParts: (object, input) => ({ ObjectParts: objectParts(object, input) }),
  StorageClass: ({ storageClass }) => ({ StorageClass: storageClass as StorageClass }),
  ObjectSize: ({ size }) => ({ ObjectSize: size }),
};

/** It takes the permission to read the object too: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes = operation(GetObjectAttributesCommand, {
  needs: (call) => {
    const { Key, VersionId } = call.input;
    const action = VersionId === undefined ? 's3:GetObjectAttributes' : 's3:GetObjectVersionAttributes';
    const [read, ...more] = [
      existingObjectNeeds(call, { plain: 's3:GetObject', version: 's3:GetObjectVersion' }),
    ].flat();
    const attributes = objectNeed(addressedBucket(call), Key, action, read?.keys);
    return [...(read ? [read] : []), attributes, ...more];
  },
  run: (call) => {
    const { input } = call;
    refuseUnsupported(input);
    const object = addressedObject(call);
    checkCustomerKey(object.encryption, input);
    const asked = input.ObjectAttributes.map((name) => {
      const attribute = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
      if (attribute) return attribute(object, input);
      throw invalidArgument('x-amz-object-attributes', 'Invalid attribute name specified.', name);
    });
    return {
      LastModified: new Date(object.lastModified),
      VersionId: shownVersion(addressedBucket(call), object.versionId),
      ...Object.assign({}, ...asked),
    };
  },
});

/** The parts are named one by one only where each keeps a checksum of its own. */
function objectParts({ parts, checksum }: StoredObject, input: GetObjectAttributesCommandInput) {
  if (!parts) return undefined;
  if (checksum.type !== 'COMPOSITE') return { TotalPartsCount: parts.length };
  const after = Number(input.PartNumberMarker ?? 0);
  const limit = Math.min(input.MaxParts ?? PAGE, PAGE);
  const following = parts.filter(({ number }) => number > after);
  const page = following.slice(0, limit);
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: String(after),
    NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
    MaxParts: limit,
    IsTruncated: following.length > page.length,
    Parts: page.map(({ number, size, checksum: own }) => {
      const { ChecksumType: _, ...members } = checksumMembers(own);
      return { PartNumber: number, Size: size, ...members };
    }),
  };
}

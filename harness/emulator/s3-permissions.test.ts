import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serviceReference } from '../reference/services.js';
import coverage from '../services/coverage.json' with { type: 'json' };
import { type Emulator, startEmulator } from './index.js';
import { type AnyCommand, PolicyOfBucket, ROWS, WITHOUT_ROW } from './s3-permissions.fixture.js';

/**
 * Every operation of S3 through the SDK: refused until its caller has each of the permissions, in words that name the one that is
 * missing, and carried out then.
 */

let emulator: Emulator;
let owner: s3.S3Client;
let user: s3.S3Client;
let allow: (decided: readonly (readonly [action: string, resource: string])[]) => Promise<unknown>;

beforeAll(async () => {
  emulator = await startEmulator({ decisions: 10 });
  const { root } = emulator.account('111122223333');
  const users = new iam.IAMClient(emulator.clientConfig(root));
  await users.send(new iam.CreateUserCommand({ UserName: 'u' }));
  const { AccessKey } = await users.send(new iam.CreateAccessKeyCommand({ UserName: 'u' }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  owner = new s3.S3Client(emulator.clientConfig(root));
  user = new s3.S3Client(emulator.clientConfig({ accessKeyId, secretAccessKey }));
  await owner.send(new s3.CreateBucketCommand({ Bucket: 'copies' }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await owner.send(new s3.PutBucketVersioningCommand({ Bucket: 'copies', VersioningConfiguration }));
  allow = (decided) => {
    const granted = decided.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource }));
    const Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }, ...granted];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    return users.send(new iam.PutUserPolicyCommand({ UserName: 'u', PolicyName: 'p', PolicyDocument }));
  };
});

afterAll(() => emulator.close());

async function uploadOnePart(Bucket: string) {
  const opened = await owner.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'k' }));
  const { UploadId } = opened as s3.CreateMultipartUploadCommandOutput;
  const part = await owner.send(new s3.UploadPartCommand({ Bucket, Key: 'k', UploadId, PartNumber: 1, Body: 'x' }));
  return { UploadId, ETag: (part as s3.UploadPartCommandOutput).ETag };
}

function kindOf(resource: string): string {
  if (resource === '*' || resource === 'arn:aws:s3:::*') return 'account';
  if (resource.startsWith('arn:aws:iam:')) return 'role';
  return resource.includes('/') ? 'object' : 'bucket';
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
function documentedKind(action: string): string {
  const [service = '', name = ''] = action.split(':');
  const { resourceTypes = ['unknown action'] } =
    serviceReference().service(service)?.actions.get(name.toLowerCase()) ?? {};
  return resourceTypes.find((type) => ['bucket', 'object', 'role'].includes(type)) ?? resourceTypes[0] ?? 'account';
}

/** A new operation is to have a row. */
test('every operation that is served has a row', () => {
  const rows = new Set([...WITHOUT_ROW, ...ROWS.map(([{ name }]) => name.replace('Command', ''))]);
  const served = Object.entries(coverage.s3).filter(([, state]) => state === 'served');
  expect(served.map(([name]) => name).filter((name) => !rows.has(name))).toEqual([]);
});

describe('an operation is refused until each of its permissions is there', () => {
  const names = new Map<string, number>();
  const titled = ROWS.map((row, index) => {
    const { name } = row[0];
    names.set(name, (names.get(name) ?? 0) + 1);
    return [`${name.replace('Command', '')} ${names.get(name)}`, index, row] as const;
  });

  test.each(titled)('%s', async (_, index, [command, input, actions, ...before]) => {
    const Bucket = `rehearsal-${index}`;
    await owner.send(new s3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    const { VersionId } = await owner.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'x', Tagging: 'a=1' }));
    const upload = 'UploadId' in input ? await uploadOnePart(Bucket) : undefined;
    const full = (given: object) => {
      const complete: Record<string, unknown> = { Bucket, Key: 'k', CopySource: `${Bucket}/k`, ...given };
      if (complete.VersionId === '') complete.VersionId = VersionId;
      if (complete.Bucket === '') complete.Bucket = `${Bucket}-other`;
      if (complete.UploadId === '') complete.UploadId = upload?.UploadId;
      if (complete.MultipartUpload === '')
        complete.MultipartUpload = { Parts: [{ PartNumber: 1, ETag: upload?.ETag }] };
      if (complete.Policy === '') complete.Policy = PolicyOfBucket(Bucket);
      return complete;
    };
    for (const [first, given] of before as readonly (readonly [AnyCommand, object])[])
      await owner.send(new first(full(given)));

    const granted: (readonly [string, string])[] = [];
    const expectRefusal = async (action: string) => {
      await allow(granted);
      const error = await user.send(new command(full(input))).then(
        () => undefined,
        (refused: s3.S3ServiceException) => refused,
      );
      expect(error?.$metadata.httpStatusCode).toBe(403);
      if (!command.name.startsWith('Head'))
        expect(error?.message).toContain(`is not authorized to perform: ${action} `);
      const { decision } = emulator.decisions.list().at(-1) ?? {};
      expect(decision?.request.action).toBe(action);
      return decision?.request.resource ?? '';
    };
    for (const action of actions) {
      const resource = await expectRefusal(action);
      expect(kindOf(resource)).toBe(documentedKind(action));
      granted.push([action, `${resource}-beside`]);
      await expectRefusal(action);
      granted.splice(-1, 1, [action, resource]);
    }
    await allow(granted);
    await user.send(new command(full(input)));
  });
});

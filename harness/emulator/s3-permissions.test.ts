import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from './index.js';
import { type AnyCommand, PolicyOfBucket, ROWS } from './s3-permissions.fixture.js';

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
  allow = (decided) => {
    const granted = decided.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource }));
    const Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }, ...granted];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    return users.send(new iam.PutUserPolicyCommand({ UserName: 'u', PolicyName: 'p', PolicyDocument }));
  };
});

afterAll(() => emulator.close());

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
    const full = (given: object) => {
      const complete: Record<string, unknown> = { Bucket, Key: 'k', CopySource: `${Bucket}/k`, ...given };
      if (complete.VersionId === '') complete.VersionId = VersionId;
      if (complete.Policy === '') complete.Policy = PolicyOfBucket(Bucket);
      return complete;
    };
    for (const [first, given] of before as readonly (readonly [AnyCommand, object])[])
      await owner.send(new first(full(given)));

    const granted: (readonly [string, string])[] = [];
    for (const action of actions) {
      await allow(granted);
      const error = await user.send(new command(full(input))).then(
        () => undefined,
        (refused: s3.S3ServiceException) => refused,
      );
      expect(error?.$metadata.httpStatusCode).toBe(403);
      if (!command.name.startsWith('Head'))
        expect(error?.message).toContain(`is not authorized to perform: ${action} on`);
      const { decision } = emulator.decisions.list().at(-1) ?? {};
      expect(decision?.request.action).toBe(action);
      granted.push([action, decision?.request.resource ?? '']);
    }
    await allow(granted);
    await user.send(new command(full(input)));
  });
});

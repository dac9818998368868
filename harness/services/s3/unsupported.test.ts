import * as s3 from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { loadService } from '../load.js';
import { Bucket, createS3Calls, Key, refusal, type S3Calls } from './s3-calls.fixture.js';
import { unsupportedMembers } from './unsupported.js';

/** What the emulator cannot do is refused by every operation that could be asked for it, never passed over. */

const { model, operations } = await loadService('s3');

type Commands = Readonly<Record<string, Parameters<S3Calls['run']>[0]>>;

function commandOf(operation: string) {
  const command = (s3 as unknown as Commands)[`${operation}Command`];
  if (command === undefined) throw new TypeError(`the SDK has no \`${operation}\``);
  return command;
}

async function withUpload() {
  const calls = createS3Calls();
  await calls.run(s3.CreateBucketCommand, { Bucket, ObjectLockEnabledForBucket: true });
  await calls.run(s3.PutObjectCommand, { Bucket, Key, Body: 'x' });
  const { UploadId } = await calls.run(s3.CreateMultipartUploadCommand, { Bucket, Key });
  const { ETag } = await calls.run(s3.UploadPartCommand, { Bucket, Key, UploadId, PartNumber: 1, Body: 'x' });
  return { ...calls, UploadId, ETag };
}

const askable = [...operations.keys()].flatMap((operation) =>
  (model.operations.get(operation)?.input?.members ?? [])
    .filter(({ name }) => unsupportedMembers.includes(name))
    .map(({ name }) => [operation, name] as const),
);

test.each(askable)('%s refuses %s', async (operation, member) => {
  const { run, UploadId, ETag } = await withUpload();
  const input = {
    ...{ Bucket, Key, UploadId, PartNumber: 1, Body: 'x' },
    ...{ CopySource: `${Bucket}/${Key}`, MetadataDirective: 'REPLACE' },
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    ObjectAttributes: ['ETag'],
    Delete: { Objects: [{ Key }] },
    VersioningConfiguration: { Status: 'Enabled' },
  };
  expect(await refusal(() => run(commandOf(operation), input))).toBeUndefined();
  const again = await withUpload();
  const asked = { ...input, UploadId: again.UploadId, [member]: '1' };
  const { code = 'carried out' } = (await refusal(() => again.run(commandOf(operation), asked))) ?? {};
  // New buckets block keys of the customer's own before anything else is looked at.
  expect(['NotImplemented', ...(member.startsWith('SSECustomer') ? ['AccessDenied'] : [])]).toContain(code);
});

test.each([
  [s3.PutObjectRetentionCommand, { Retention: { EventHold: 'ON' } }],
  [s3.PutObjectRetentionCommand, { Retention: { EventHoldDuration: { Days: 1 } } }],
  [
    s3.PutObjectLockConfigurationCommand,
    { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { DefaultEventHold: {} } } } },
  ],
])('%s refuses an event hold', async (command, input) => {
  const { run } = await withUpload();
  const { code, message } = (await refusal(() => run(command as never, { Bucket, Key, ...input } as never))) ?? {};
  expect(code).toBe('NotImplemented');
  expect(message).toMatch(/^`\w*EventHold\w*` is not emulated by iam-rehearsal/);
});

import { readdirSync, readFileSync } from 'node:fs';
import { CreateUserCommand, GetUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, GetBucketLocationCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { openAccount } from '../rehearsal/account.js';
import { openEmbedded, type Target } from '../targets/index.js';
import { ACCOUNT, inPlaceOfAws } from '../targets/live.fixture.js';
import { compareTests } from './compare.js';
import { type CallRecorder, recordCalls } from './recorder.js';
import { InvalidRecording, readRecording, recordingText } from './recording.js';
import { notReplayable, replay } from './replay.js';
import { story } from './story.fixture.js';

const FOLDER = new URL('../../fixtures/recorded/', import.meta.url);
const NOTE =
  'Recorded from our own emulator in the place of AWS, to prove the way: it says nothing about AWS. Made by harness/drift/recorded.test.ts.';

async function recorded(target: Target, tell: (account: Awaited<ReturnType<typeof openAccount>>) => Promise<void>) {
  let recorder: CallRecorder | undefined;
  const account = await openAccount(target, (opened, name) => {
    recorder = recordCalls(opened, name);
    return recorder;
  });
  try {
    await tell(account);
    return (await recorder?.calls()) ?? [];
  } finally {
    await account.close();
  }
}

test('a run on `live` is recorded, the same at any time', async () => {
  await using target = await (await inPlaceOfAws()).open();
  const tests = [{ file: 'harness/drift/story.fixture.ts', name: 'story', calls: await recorded(target, story) }];
  const text = recordingText({ format: 1, target: 'live', note: NOTE, tests });
  await expect(text).toMatchFileSnapshot('../../fixtures/recorded/live-story-of-our-own-emulator.json');
});

test('no name, number or key that is not the run’s own is in a recording', async () => {
  const { open, client, s3, operator } = await inPlaceOfAws();
  await using target = await open();
  await client.send(new CreateUserCommand({ UserName: 'planted-colleague' }));
  await s3.send(new CreateBucketCommand({ Bucket: 'planted-ledger' }));
  const calls = await recorded(target, async (account) => {
    const user = await account.user();
    const UserName = 'planted-colleague';
    await user
      .client(IAMClient)
      .send(new GetUserCommand({ UserName }))
      .catch(() => undefined);
    await user
      .client(S3Client)
      .send(new GetBucketLocationCommand({ Bucket: 'planted-ledger' }))
      .catch(() => undefined);
    const allows = { Action: 'iam:GetUser', Resource: `arn:aws:iam::${account.id}:user/payroll/${UserName}` };
    await account.user({ allows });
    await (await account.admin()).client(IAMClient).send(new ListUsersCommand({ PathPrefix: '/' }));
  });
  const text = JSON.stringify(calls);
  for (const planted of ['planted-', 'payroll', ACCOUNT, operator.accessKeyId, 'AKIA', 'operator']) {
    expect(text).not.toContain(planted);
  }
  expect(text).toContain('<foreign>');
});

const recordings = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => readRecording(readFileSync(new URL(file, FOLDER), 'utf8'), file));

for (const { target, tests } of recordings) {
  for (const expected of tests) {
    test(`what \`${target}\` answered in “${expected.name}” is what the emulator answers`, async ({ skip }) => {
      const reason = notReplayable(expected);
      skip(reason !== undefined, reason);
      await using embedded = await openEmbedded();
      const actual = await replay(expected, await embedded.account());
      expect(compareTests(expected, actual).differences).toEqual([]);
    });
  }
}

test('a recording of another format, and a call with a key that nobody gave, are refused', async () => {
  expect(() => readRecording('{"format":2}', 'x.json')).toThrow(
    '`x.json` is of the format 2; this version reads format 1',
  );
  await using embedded = await openEmbedded();
  const call = {
    by: 'user/u',
    key: '<AccessKeyId-9>',
    operation: 'iam:GetUser',
    input: {},
    outcome: 'succeeded',
  } as const;
  const played = replay({ file: 'a', name: 'b', calls: [call] }, await embedded.account());
  await expect(played).rejects.toThrow(InvalidRecording);
});

test('a call whose input was a secret is not played again', () => {
  const call = { by: 'administrator', key: '<administrator-key>', operation: 'iam:CreateLoginProfile' };
  const calls = [{ ...call, input: { Password: '<secret>' }, outcome: 'succeeded' } as const];
  expect(notReplayable({ file: 'a', name: 'b', calls })).toMatch(/^the input of iam:CreateLoginProfile is not in/);
});

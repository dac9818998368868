import { IAMClient, ListPoliciesCommand, ListRolesCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startEmulator } from '../emulator/index.js';
import { createCasting } from './demo/cast.js';
import { namesIn } from './demo/stage.js';
import { scenes, type Teller, tellStory } from './demo/story.js';
import { demo } from './demo.js';

async function told(flags: Parameters<typeof demo>[0]) {
  let text = '';
  const stdout = { write: (written: string) => (text += written) };
  const code = await demo(flags, { stdout, env: {} });
  return { code, text };
}

const silent: Teller = {
  during: (_, work) => work(),
  held() {},
  denied() {},
  failed() {},
  curtain() {},
};

test('the story holds, and says why the user is refused', async () => {
  const { code, text } = await told({});
  expect(text).toContain('is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows');
  expect(text).toContain('no policy of the caller allows s3:ListAllMyBuckets, and what is not allowed is denied');
  expect(text).toContain('Every expectation held, and nothing is left.');
  expect(code).toBe(0);
});

test('a pipe is told the story without escape codes', async () => {
  expect((await told({})).text).not.toContain('\u001B');
});

test('a broken step is named, and the exit code is 1', async () => {
  const { code, text } = await told({ failAt: 'assume-role' });
  expect(text).toContain('failed at assume-role');
  expect(text).toContain('Failed: assume-role.');
  expect(text).toContain('the role is deleted');
  expect(code).toBe(1);
});

test('a denial that does not come is a failure', async () => {
  const { code, text } = await told({ failAt: 'deny-user' });
  expect(text).toContain('it was allowed, and gave the list of 2 buckets');
  expect(code).toBe(1);
});

test('an unknown step is refused with the names of all steps', async () => {
  await expect(told({ failAt: 'intermission' })).rejects.toThrow(
    /no such step; pass one of `create-buckets`, .*left`$/,
  );
});

test('the steps can be listed', async () => {
  const { code, text } = await told({ listSteps: true });
  expect(text.trim().split('\n')).toHaveLength(scenes.length);
  expect(code).toBe(0);
});

test.each(scenes)('broken at $name, the story fails there, and still nothing is left', async ({ name }) => {
  await using emulator = await startEmulator();
  const { id, root } = emulator.account();
  const casting = createCasting((credentials) => emulator.clientConfig(credentials));
  const options = { names: namesIn(id), administrator: root, casting, teller: silent };
  expect(await tellStory({ ...options, failAt: name })).toEqual([name]);

  const iam = new IAMClient(emulator.clientConfig(root));
  expect((await iam.send(new ListUsersCommand({}))).Users).toEqual([]);
  expect((await iam.send(new ListRolesCommand({}))).Roles).toEqual([]);
  expect((await iam.send(new ListPoliciesCommand({ Scope: 'Local' }))).Policies).toEqual([]);
  const s3 = new S3Client(emulator.clientConfig(root));
  expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
});

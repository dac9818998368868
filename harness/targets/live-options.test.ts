import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { awsOnly } from './live-hosts.js';
import { liveOptions } from './live-options.js';
import { TargetUnavailable } from './target-errors.js';

test.each([
  ['a name of a run that is a pattern', { REHEARSAL_LIVE_RUN: '*' }, 'the first process of a run sets it'],
  [
    'another machine in the place of AWS',
    { REHEARSAL_LIVE_INSTEAD: 'https://example.com' },
    'only a server on this machine',
  ],
  ['a machine whose name begins like this one', { REHEARSAL_LIVE_INSTEAD: 'http://127.0.0.1.example.com' }, 'unset it'],
  ['a budget that is no number', { REHEARSAL_LIVE_MINUTES: 'long' }, 'set it to a number from 1'],
])('%s is refused', (_, env, words) => {
  expect(() => liveOptions(env)).toThrow(words);
  expect(() => liveOptions(env)).toThrow(TargetUnavailable);
});

test.each([
  ['https://iam.amazonaws.com', 'answered'],
  ['https://sts.eu-central-1.api.aws', 'answered'],
  ['http://localhost:4566', 'refused'],
  ['https://amazonaws.com.example.com', 'refused'],
])('of a client on `live` that a profile leads to %s nothing but what is of AWS is %s', async (endpoint, outcome) => {
  const sent: string[] = [];
  const handle = async ({ hostname }: { readonly hostname: string }) => {
    sent.push(hostname);
    throw new TypeError('answered');
  };
  const client = new IAMClient({
    ...{ region: 'us-east-1', endpoint, maxAttempts: 1, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
    requestHandler: { handle } as never,
    extensions: [awsOnly()],
  });
  const call = client.send(new ListUsersCommand({}));
  await expect(call).rejects.toThrow(
    outcome === 'answered' ? 'answered' : 'is not of AWS: take `endpoint_url` out of the profile',
  );
  expect(sent).toHaveLength(outcome === 'answered' ? 1 : 0);
});

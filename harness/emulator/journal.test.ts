import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { authorize } from '../engine/index.js';
import { startEmulator } from './index.js';
import { createJournal } from './journal.js';

const request = {
  principal: { type: 'anonymous' },
  action: 's3:GetObject',
  resource: '*',
  resourceAccount: '123456789012',
  context: new Map(),
} as const;

const recorded = (requestId: string) => ({
  requestId,
  operation: 's3:GetObject',
  decision: authorize(request, {}),
  words: undefined,
  time: 0,
});

test('the last decisions are kept, the oldest first', () => {
  const journal = createJournal(3);
  const ids = () => journal.list().map(({ requestId }) => requestId);
  for (const id of ['a', 'b']) journal.record(recorded(id));
  expect(ids()).toEqual(['a', 'b']);
  for (const id of ['c', 'd', 'e']) journal.record(recorded(id));
  expect(ids()).toEqual(['c', 'd', 'e']);
  journal.record(recorded('f'));
  expect(ids()).toEqual(['d', 'e', 'f']);
});

test('all decisions about one request are found under its id', () => {
  const journal = createJournal();
  const [first, second] = [recorded('a'), recorded('a')];
  for (const decision of [first, recorded('b'), second]) journal.record(decision);
  expect(journal.find('a')).toEqual([first, second]);
  expect(journal.find('c')).toEqual([]);
});

test('a subscriber hears of each decision until it has enough', () => {
  const journal = createJournal();
  const heard: string[] = [];
  const end = journal.subscribe(({ requestId }) => heard.push(requestId));
  journal.record(recorded('a'));
  end();
  journal.record(recorded('b'));
  expect(heard).toEqual(['a']);
});

test('an account that is asked for without a number is one that no one has used', async () => {
  const numberOf = async (use: readonly string[]) => {
    const emulator = await startEmulator({ seed: 'numbers' });
    onTestFinished(() => emulator.close());
    for (const number of use) emulator.account(number);
    return emulator.account().id;
  };
  const first = await numberOf([]);
  expect(first).toMatch(/^\d{12}$/);
  expect(await numberOf([])).toBe(first);
  expect(await numberOf([first])).not.toBe(first);
});

test('a key of the options signs as the root user of its account, and of no other', async () => {
  const key = { accessKeyId: 'AKIAOFTHEOPTIONS', secretAccessKey: 'secret' };
  const emulator = await startEmulator({ credentials: [{ ...key, account: '123456789012' }] });
  onTestFinished(() => emulator.close());
  await new S3Client(emulator.clientConfig(key)).send(new ListBucketsCommand({}));
  const [decision] = emulator.decisions.list();
  expect(decision?.decision.request.principal).toMatchObject({ type: 'root', account: '123456789012' });
});

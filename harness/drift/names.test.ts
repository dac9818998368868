import { expect, test } from 'vitest';
import { createNames, withoutAccounts } from './names.js';

const names = () =>
  createNames({
    account: '123456789012',
    test: 'cafe0123',
    prefix: 'iamr-0a1b2c3d-',
    path: '/iam-rehearsal/0a1b2c3d/',
    run: '0a1b2c3d',
    administratorKey: 'AKIAADMINISTRATOR000',
  });

test('what differs between two runs is a placeholder, and one of a name is the name without the run', () => {
  const { hide, learn, own } = names();
  learn({ User: { UserId: 'AIDAUSER000000000000', UserName: 'x' }, $metadata: { requestId: 'r' } });
  expect(hide('arn:aws:iam::123456789012:user/iam-rehearsal/0a1b2c3d/iamr-0a1b2c3d-user-cafe0123-1')).toBe(
    'arn:aws:iam::<account>:user/user-1',
  );
  expect(hide('AIDAUSER000000000000 AIDAOTHER00000000000 AKIAADMINISTRATOR000 999999999999 2026-11-24T10:00:00Z')).toBe(
    '<UserId-1> <AIDA> <administrator-key> <other-account-1> <time>',
  );
  expect([...own]).toEqual(['user-1']);
});

test('an input is JSON without secrets, bytes and streams', () => {
  const stream = new ReadableStream();
  const input = {
    Password: 'p',
    Body: new Uint8Array(3),
    Stream: stream,
    At: new Date(),
    List: [1, undefined],
    No: undefined,
  };
  expect(names().hideIn(input)).toEqual({
    Password: '<secret>',
    Body: '<3 bytes>',
    Stream: '<stream>',
    At: '<time>',
    List: [1, null],
  });
});

test('a placeholder is turned back into the value of the account at hand', () => {
  const { reveal, learn } = names();
  learn({ AccessKey: { AccessKeyId: 'AKIAUSER000000000000' } });
  expect(reveal('<account> <AccessKeyId-1> <other-account-1> <foreign>')).toBe(
    '123456789012 AKIAUSER000000000000 999999999991 foreign',
  );
});

test('a text of which nothing is known loses the numbers of accounts and the ids of keys', () => {
  expect(withoutAccounts('arn:aws:iam::123456789012:user/u AKIAIOSFODNN7EXAMPLE')).toBe(
    'arn:aws:iam::<account>:user/u <AKIA>',
  );
});

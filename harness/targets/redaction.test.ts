import { expect, test } from 'vitest';
import { createRedaction, redactError } from './redaction.js';

const OWN = 'arn:aws:iam::123456789012:user/iam-rehearsal/0a1b2c3d/iamr-0a1b2c3d-user-1';

test.each([
  ['account 123456789012 of 9999999999990', 'account <account> of 9999999999990'],
  [`${OWN}: denied`, 'arn:aws:iam::<account>:user/iam-rehearsal/0a1b2c3d/iamr-0a1b2c3d-user-1: denied'],
  [
    'arn:aws:sts::123456789012:assumed-role/iamr-0a1b2c3d-role-1/me',
    'arn:aws:sts::<account>:assumed-role/iamr-0a1b2c3d-role-1/me',
  ],
  ['User: arn:aws:iam::123456789012:user/team/bob is not', 'User: arn:aws:iam::<account>:user/<name> is not'],
  ['arn:aws:sts::123456789012:assumed-role/Admin/bob@example.com.', 'arn:aws:sts::<account>:assumed-role/<name>.'],
  ['on "arn:aws:s3:::payroll/2026.csv"', 'on "arn:aws:s3:::<name>"'],
  ['arn:aws:s3:::iamr-0a1b2c3d-bucket-1/k', 'arn:aws:s3:::iamr-0a1b2c3d-bucket-1/k'],
  ['arn:aws:s3:::iamr-ffffffff-bucket-1', 'arn:aws:s3:::<name>'],
  ['arn:aws:s3:::*, arn:aws:iam::123456789012:root', 'arn:aws:s3:::*, arn:aws:iam::<account>:root'],
  ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
  ['The user with name bob cannot be found.', 'The user with name <name> cannot be found.'],
  ['on resource: user bob because', 'on resource: user <name> because'],
  ['on resource: user iamr-0a1b2c3d-user-1 with', 'on resource: user iamr-0a1b2c3d-user-1 with'],
  ['key AKIAIOSFODNN7EXAMPLE of AIDACKCEVSQ6C2EXAMPLE', 'key <id> of <id>'],
  ['UserId AROAIOSFODNN7EXAMPLE:bob@example.com.', 'UserId <id>.'],
  ['x?X-Amz-Security-Token=Ab%2F1&X-Amz-Date=1', 'x?X-Amz-Security-Token=<secret>&X-Amz-Date=1'],
  ['secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'secret <secret>'],
  [`token ${'Ab1+/'.repeat(40)}==`, 'token <secret>'],
  [
    'no identity-based policy allows the iam:ListUsers action',
    'no identity-based policy allows the iam:ListUsers action',
  ],
])('of %j is shown %j', (text, shown) => {
  expect(createRedaction('0a1b2c3d').redact(text)).toBe(shown);
});

test('what an answer names is kept out of later texts, but for the names of the run and of AWS', () => {
  const { learn, redact } = createRedaction('0a1b2c3d');
  learn(
    '<Users><member><UserName>bob</UserName></member><member><UserName>iamr-0a1b2c3d-user-1</UserName></member></Users>',
  );
  learn('<AccountAliases><member>acme-payroll</member></AccountAliases>');
  learn('<Buckets><Bucket><Name>pay.slips</Name></Bucket></Buckets><Owner><DisplayName>carol</DisplayName></Owner>');
  learn(
    '<member><PolicyName>ReadOnlyAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/ReadOnlyAccess</PolicyArn></member>',
  );
  learn('<UserName>iamr-0a1b2c3d-user-1</UserName><PolicyName>rehearsal</PolicyName>');
  learn('<AccessKey><SecretAccessKey>short+secret</SecretAccessKey></AccessKey>');
  expect(redact('bob of acme-payroll owns pay.slips, not payXslips, bobby or carol; short+secret')).toBe(
    '<name> of <name> owns <name>, not payXslips, bobby or <name>; <name>',
  );
  const own = 'iamr-0a1b2c3d-user-1 has ReadOnlyAccess and rehearsal';
  expect(redact(own)).toBe(own);
});

test('without a run the names of every run stay', () => {
  const text = 'user iamr-ffffffff-user-1 of arn:aws:iam::<account>:policy/iam-rehearsal/ffffffff/p';
  expect(createRedaction().redact(text)).toBe(text);
});

test('an error is redacted with all that hangs on it', () => {
  const cause = Object.assign(new TypeError('user bob, 123456789012'), { self: undefined as unknown });
  cause.self = cause;
  const error = Object.assign(new TypeError(`${OWN} failed`, { cause }), {
    actual: ['999999999999'],
    diff: '- 999999999999',
  });
  redactError(error, createRedaction('0a1b2c3d').redact);
  expect(error.message).toContain('arn:aws:iam::<account>:user/iam-rehearsal');
  expect(error.stack).not.toContain('123456789012');
  expect([error.actual, error.diff, cause.message]).toEqual([['<account>'], '- <account>', 'user bob, <account>']);
  expect(() => redactError('text', String)).not.toThrow();
});

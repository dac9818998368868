import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from './index.js';

/** A request without a signature, and what the emulator answers. */
async function unsigned(method: string, target: string, form?: Readonly<Record<string, string>>) {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const { status, body } = await emulator.handle({
    method,
    target,
    rawHeaders: ['host', '127.0.0.1', 'content-type', 'application/x-www-form-urlencoded'],
    body: form && new URLSearchParams(form).toString(),
    origin: { sourceIp: '203.0.113.7', secureTransport: true },
  });
  const code = /<Code>(.*?)<\/Code>/.exec(String(body))?.[1];
  return { status, code, decisions: emulator.decisions.list().length };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html: MissingAuthenticationToken. */
test.each([
  ['2010-05-08', 'ListUsers'],
  ['2010-05-08', 'CreateUser'],
  ['2010-05-08', 'NoSuchOperation'],
  ['2011-06-15', 'AssumeRole'],
  ['2011-06-15', 'GetCallerIdentity'],
  ['2011-06-15', 'GetSessionToken'],
])('IAM and STS (%s) refuse an unsigned %s before anything is decided', async (Version, Action) => {
  const refused = { status: 403, code: 'MissingAuthenticationToken', decisions: 0 };
  expect(await unsigned('POST', '/', { Action, Version, UserName: 'u' })).toEqual(refused);
  expect(await unsigned('GET', `/?Action=${Action}&Version=${Version}`)).toEqual(refused);
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
test('S3 decides about an unsigned request as about an anonymous one', async () => {
  expect(await unsigned('GET', '/')).toEqual({ status: 403, code: 'AccessDenied', decisions: 1 });
});

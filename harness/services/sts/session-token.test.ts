import type { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { ACCOUNT, createIamCalls } from '../../../fixtures/iam-calls.js';
import type { OperationCall } from '../operation.js';
import { getSessionToken } from './session-token.js';

type Answer = { readonly Credentials: { readonly AccessKeyId: string } };

/** A session that the root user gets, and the seconds that it lasts. */
function rootSession(input: Readonly<GetSessionTokenCommand['input']>) {
  const { account, accounts } = createIamCalls();
  const call = { caller: { kind: 'root', account }, account, accounts, input };
  const { Credentials } = getSessionToken.run(call as unknown as OperationCall<never>) as Answer;
  const session = account.sessions.withAccessKey(Credentials.AccessKeyId);
  return {
    caller: accounts.credential(Credentials.AccessKeyId)?.caller,
    seconds: ((session?.expiration ?? 0) - (session?.issued ?? 0)) / 1000,
  };
}

test('a session of the root user is the root user, with a session', () => {
  expect(rootSession({}).caller).toMatchObject({
    kind: 'root',
    account: { id: ACCOUNT },
    session: { kind: 'user', userId: ACCOUNT, mfaAuthenticatedAt: undefined },
  });
});

test.each([
  [undefined, 3600],
  [900, 900],
  [7200, 3600],
])('the root user asks for %s seconds and gets %i', (DurationSeconds, seconds) => {
  expect(rootSession({ DurationSeconds }).seconds).toBe(seconds);
});

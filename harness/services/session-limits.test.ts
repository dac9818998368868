import { expect, test } from 'vitest';
import { createIamCalls } from '../../fixtures/iam-calls.js';
import type { Caller } from '../account/caller.js';
import { isClosed } from './session-limits.js';

/** The root user with a key of its own, with the two kinds of session token, and what it federated. */
function callers() {
  const { account, accounts } = createIamCalls();
  const { sessions } = account;
  const token = (withMfa: boolean) => sessions.openForUser({ userId: account.id, durationSeconds: 900, withMfa });
  const federated = { name: 'bob', userId: account.id, durationSeconds: 900, sessionPolicies: [], tags: [] };
  const signer = ({ accessKeyId }: { readonly accessKeyId: string }): Caller =>
    accounts.credential(accessKeyId)?.caller ?? { kind: 'anonymous' };
  return {
    key: { kind: 'root', account } as const,
    token: signer(token(false)),
    tokenWithMfa: signer(token(true)),
    federated: signer(sessions.openFederated(federated)),
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html */
test.each([
  ['iam:GetUser', ['token', 'federated']],
  ['iam:getuser', ['token', 'federated']],
  ['iam:PassRole', []],
  ['sts:AssumeRole', ['federated']],
  ['sts:TagSession', []],
  ['sts:GetCallerIdentity', []],
  ['sts:GetScopedCredentials', []],
  ['sts:GetWebIdentityToken', ['federated']],
  ['sts:DecodeAuthorizationMessage', ['token', 'tokenWithMfa', 'federated']],
  ['sts:GetSessionToken', ['token', 'tokenWithMfa', 'federated']],
  ['sts:GetAccessKeyInfo', ['token', 'tokenWithMfa', 'federated']],
  ['s3:GetObject', []],
])('%s is closed to %j', (action, closed) => {
  const closedTo = Object.entries(callers()).filter(([, caller]) => isClosed(caller, action));
  expect(closedTo.map(([name]) => name)).toEqual(closed);
});

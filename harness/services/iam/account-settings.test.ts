import {
  CreateAccountAliasCommand,
  DeleteAccountAliasCommand,
  ListAccountAliasesCommand,
  SetSecurityTokenServicePreferencesCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { createIamCalls, OTHER_ACCOUNT } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';

test('an account has one alias at most, and no other account the same', () => {
  const { run, accounts, as } = createIamCalls();
  const other = as({ kind: 'root', account: accounts.get(OTHER_ACCOUNT) });
  run(CreateAccountAliasCommand, { AccountAlias: 'stage' });
  expect(refusal(() => other.run(CreateAccountAliasCommand, { AccountAlias: 'stage' }))).toEqual([
    'EntityAlreadyExists',
    'The account alias stage already exists.',
  ]);
  run(CreateAccountAliasCommand, { AccountAlias: 'opera' });
  expect(run(ListAccountAliasesCommand, {})).toEqual({ AccountAliases: ['opera'], IsTruncated: false });
  expect(refusal(() => run(DeleteAccountAliasCommand, { AccountAlias: 'stage' }))?.[0]).toBe('NoSuchEntity');
  run(DeleteAccountAliasCommand, { AccountAlias: 'opera' });
  expect(run(ListAccountAliasesCommand, {}).AccountAliases).toEqual([]);
});

test('the version of the global endpoint’s tokens is kept', () => {
  const { run, account } = createIamCalls();
  run(SetSecurityTokenServicePreferencesCommand, { GlobalEndpointTokenVersion: 'v2Token' });
  expect(account.settings.globalEndpointTokenVersion).toBe(2);
});

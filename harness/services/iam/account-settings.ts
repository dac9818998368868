import {
  CreateAccountAliasCommand,
  DeleteAccountAliasCommand,
  ListAccountAliasesCommand,
  SetSecurityTokenServicePreferencesCommand,
} from '@aws-sdk/client-iam';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { noSuch } from './failures.js';
import { pageOfNames } from './pages.js';

/**
 * "An Amazon Web Services account can have only one alias": a second one takes the place of the first. An alias is taken if any
 * account has it.
 */
const createAccountAlias = operation(CreateAccountAliasCommand, {
  needs: () => ({ resource: '*' }),
  run({ account, accounts, input }) {
    for (const { settings } of accounts)
      if (settings.alias === input.AccountAlias)
        throw new AwsError('EntityAlreadyExists', `The account alias ${input.AccountAlias} already exists.`);
    account.set({ alias: input.AccountAlias });
    return {};
  },
});

const listAccountAliases = operation(ListAccountAliasesCommand, {
  needs: () => ({ resource: '*' }),
  run({ account, input }) {
    const { alias } = account.settings;
    const { items, rest } = pageOfNames(alias === undefined ? [] : [alias], input);
    return { AccountAliases: [...items], ...rest };
  },
});

const deleteAccountAlias = operation(DeleteAccountAliasCommand, {
  needs: () => ({ resource: '*' }),
  run({ account, input }) {
    if (account.settings.alias !== input.AccountAlias) throw noSuch.alias(input.AccountAlias);
    account.set({ alias: undefined });
    return {};
  },
});

const TOKEN_VERSIONS = { v1Token: 1, v2Token: 2 } as const;

const setSecurityTokenServicePreferences = operation(SetSecurityTokenServicePreferencesCommand, {
  needs: () => ({ resource: '*' }),
  run({ account, input }) {
    account.set({ globalEndpointTokenVersion: TOKEN_VERSIONS[input.GlobalEndpointTokenVersion] });
    return {};
  },
});

export const accountSettingOperations: readonly Operation[] = [
  createAccountAlias,
  listAccountAliases,
  deleteAccountAlias,
  setSecurityTokenServicePreferences,
];

import type { Account } from '../account/account.js';
import type { Accounts } from '../account/accounts.js';

/** An answer of GetAccountAuthorizationDetails as JSON has it: dates as ISO 8601, documents URL-encoded. */
export interface AuthorizationDetails {
  readonly UserDetailList: readonly object[];
  readonly GroupDetailList: readonly object[];
  readonly RoleDetailList: readonly object[];
  readonly Policies: readonly object[];
  readonly IsTruncated: false;
}

/** All pages in one, without a call: nothing is decided and no key is used. */
export async function exportAccount(account: Account, accounts: Accounts): Promise<AuthorizationDetails> {
  const { allAuthorizationDetails } = await import('../services/iam/authorization-details.js');
  return JSON.parse(JSON.stringify({ ...allAuthorizationDetails(account, accounts), IsTruncated: false }));
}

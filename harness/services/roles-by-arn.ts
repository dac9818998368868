import type { Account } from '../account/account.js';
import type { Accounts } from '../account/accounts.js';
import type { Role } from '../account/roles.js';

const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;

/** The account that a role's ARN names, and the role if it is visible there with this very path; undefined for no role's ARN. */
export function roleWithArn(
  arn: string,
  accounts: Accounts,
): { readonly account: Account; readonly role: Role | undefined } | undefined {
  const [, accountId, name] = ROLE_ARN.exec(arn) ?? [];
  if (accountId === undefined || name === undefined) return undefined;
  const account = accounts.get(accountId);
  const role = account.visible.roles.named(name);
  return { account, role: role?.arn === arn ? role : undefined };
}

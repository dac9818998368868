import { GetAccessKeyInfoCommand } from '@aws-sdk/client-sts';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';

/**
 * Tells of keys of every account. "This operation does not indicate the state of the access key. The key might be active, inactive,
 * or deleted."
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
 */
export const getAccessKeyInfo = operation(GetAccessKeyInfoCommand, {
  needs: () => ({ resource: '*' }),
  run: ({ accounts, input: { AccessKeyId } }) => {
    const Account = accounts.ownerOfKey(AccessKeyId)?.id ?? accountIn(AccessKeyId);
    if (Account !== undefined) return { Account };
    // AWS documents that there may be an error, but not which.
    throw new AwsError('ValidationError', `iam-rehearsal knows no access key \`${AccessKeyId}\`: pass one that exists`);
  },
});

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The account whose number the id of a key carries, after a bit that is set since AWS writes ids in this way; also of a deleted key. */
function accountIn(accessKeyId: string): string | undefined {
  const [, digits] = /^A[KS]IA([A-Z2-7]{9})[A-Z2-7]{7}$/.exec(accessKeyId) ?? [];
  if (digits === undefined) return undefined;
  const value = [...digits].reduce((sum, digit) => sum * 32 + BASE32.indexOf(digit), 0);
  const account = Math.floor(value / 16) - 2 ** 40;
  return account >= 0 && account < 1e12 ? String(account).padStart(12, '0') : undefined;
}

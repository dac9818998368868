import { GetAccessKeyInfoCommand } from '@aws-sdk/client-sts';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';

/**
 * Tells of keys of every account. "This operation does not indicate the state of the access key."
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
 */
export const getAccessKeyInfo = operation(GetAccessKeyInfoCommand, {
  needs: () => ({ resource: '*' }),
  run: ({ accounts, input: { AccessKeyId } }) => {
    const owner = accounts.ownerOfKey(AccessKeyId);
    if (owner !== undefined) return { Account: owner.id };
    // AWS documents that there may be an error, but not which.
    throw new AwsError('ValidationError', `iam-rehearsal knows no access key \`${AccessKeyId}\`: pass one that exists`);
  },
});

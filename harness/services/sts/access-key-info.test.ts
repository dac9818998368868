import { expect, test } from 'vitest';
import { ACCOUNT, createIamCalls, OTHER_ACCOUNT } from '../../../fixtures/iam-calls.js';
import type { OperationCall } from '../operation.js';
import { getAccessKeyInfo } from './access-key-info.js';

test.each(['long-term', 'session'] as const)(
  'the id of a %s key names its account, also when the key is gone',
  (kind) => {
    const { account, accounts } = createIamCalls();
    for (const owner of [account, accounts.get(OTHER_ACCOUNT), accounts.get('000000000000')]) {
      const call = { account, accounts, input: { AccessKeyId: owner.ids.accessKey(kind) } };
      expect(getAccessKeyInfo.run(call as unknown as OperationCall<never>)).toEqual({ Account: owner.id });
    }
    expect(account.id).toBe(ACCOUNT);
  },
);

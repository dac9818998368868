import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import type { TeardownClients } from '../cleanup/teardown.js';
import type { TargetAccount } from './target.js';

/** Clients of the administrator for the removal of what was made: no budget stops them, and what AWS refuses for a while is tried again. */
export function teardownClients(account: TargetAccount): TeardownClients {
  const config = account.removalConfig?.() ?? account.clientConfig(account.administrator);
  return {
    iam: new IAMClient(config),
    s3: new S3Client(config),
    again: (removal) => account.waits.until('deleted', removal),
  };
}

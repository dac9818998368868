import * as iam from '@aws-sdk/client-iam';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openLive } from '../targets/live.js';
import { PRODUCTION_WORDS } from '../targets/production-words.js';
import { proveEnforcement } from '../targets/prove.js';
import type { Credentials, TargetClientConfig } from '../targets/target.js';
import { openAccount } from './account.js';

export interface StoryOptions {
  readonly account: string;
  readonly ledgerFolder: string;
  readonly credentials: Credentials;
  clientConfig(credentials: Credentials): TargetClientConfig;
}

/** A whole run on a live target: the proof, one of everything that a test can make, by the fixtures and by clients of its own, and its removal. */
export async function tellStory({ account: id, ledgerFolder, credentials, clientConfig }: StoryOptions): Promise<void> {
  await using target = await openLive({
    conditions: {
      account: id,
      confirmation: id,
      region: 'us-east-1',
      isCi: false,
      ciIsMeant: false,
      productionWords: PRODUCTION_WORDS,
      elsewhere: [],
    },
    ledgerFolder,
    print: () => true,
    instead: { credentials, clientConfig, sleep: async () => {} },
  });
  await proveEnforcement(target);
  const account = await openAccount(target);
  try {
    const policy = await account.policy({ allows: 's3:ListAllMyBuckets' });
    const group = await account.group({ allows: 's3:GetObject' });
    const user = await account.user({ allows: 'sts:AssumeRole', groups: [group], boundary: policy });
    const role = await account.role({ trusts: user, policies: [policy] });
    const admin = await account.admin();
    const client = admin.client(iam.IAMClient);
    const UserName = account.name('own');
    await client.send(new iam.CreateUserCommand({ UserName, ...account.guarded }));
    await client.send(new iam.CreateAccessKeyCommand({ UserName }));
    const InstanceProfileName = account.name('profile');
    await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName, ...account.placed }));
    await client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: role.name }));
    const bucket = await account.bucket();
    await admin.client(S3Client).send(new PutObjectCommand({ Bucket: bucket.name, Key: 'k', Body: 'x' }));
  } finally {
    await account.close();
  }
}

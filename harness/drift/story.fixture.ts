import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { RehearsalAccount } from '../rehearsal/account.js';

const allow = (Action: string, Resource = '*') =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

/** A short story with denials of several layers, in one account. */
export async function story(account: RehearsalAccount): Promise<void> {
  const denied = (call: Promise<unknown>) => call.catch(() => undefined);
  const user = await account.user();
  const role = await account.role({ trusts: user, allows: ['s3:ListAllMyBuckets', 's3:ListBucket'] });
  const bucket = await account.bucket();
  await denied(user.client(S3Client).send(new ListBucketsCommand({})));
  await denied(user.client(IAMClient).send(new GetUserCommand({ UserName: user.name })));
  const session = await user.assume(role);
  await account.waits.until('allowed', () => session.client(S3Client).send(new ListBucketsCommand({})));
  const narrow = await user.assume(role, { RoleSessionName: 'narrow', Policy: allow('s3:ListAllMyBuckets') });
  await denied(narrow.client(S3Client).send(new ListObjectsV2Command({ Bucket: bucket.name })));
  await denied(session.client(S3Client).send(new CreateBucketCommand({ Bucket: account.name('other') })));
  const boundary = await account.policy({ allows: 's3:*' });
  const bounded = await account.user({ allows: 'iam:GetUser', boundary });
  await denied(bounded.client(IAMClient).send(new GetUserCommand({})));
  const admin = await account.admin();
  const iam = admin.client(IAMClient);
  await denied(iam.send(new GetUserCommand({ UserName: account.name('missing') })));
  await denied(iam.send(new CreateUserCommand({ UserName: user.name })));
  await denied(iam.send(new PutUserPolicyCommand({ UserName: user.name, PolicyName: 'bad', PolicyDocument: '{' })));
  await iam.send(new CreateAccessKeyCommand({ UserName: user.name }));
}

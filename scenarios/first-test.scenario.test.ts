import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'iam-rehearsal/vitest';

test('buckets are listed only through the role', async ({ account }) => {
  const user = await account.user(); // created, with an access key
  const role = await account.role({ trusts: user, allows: 's3:ListAllMyBuckets' });

  await expect(user).toBeDenied('s3:ListAllMyBuckets'); // really called: a harmless read
  const session = await user.assume(role);
  await expect(session).toBeAllowed('s3:ListAllMyBuckets');
  const { Buckets } = await session.client(S3Client).send(new ListBucketsCommand({}));
  expect(Buckets).toBeInstanceOf(Array);
}); // everything is removed, also when the test fails

import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect, test } from 'iam-rehearsal/vitest';
import { refusal } from './refusal.js';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html: the order is that of `harness/aws/pipeline.ts`. */
test('a malformed input is reported before a missing permission', async ({ account }) => {
  const user = await account.user();
  const malformed = user.client(IAMClient).send(new GetUserCommand({ UserName: 'not a name!' }));
  expect(await refusal(malformed)).toMatchObject({ code: 'ValidationError', status: 400 });
  await expect(user).toBeDenied(new GetUserCommand({ UserName: account.name('nobody') }));
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
test('an explicit deny names the managed policy that it stands in', async ({ account }) => {
  const policy = await account.policy({ denies: 'iam:GetUser' });
  const user = await account.user({ allows: 'iam:*', policies: [policy] });
  const refused = () => refusal(user.client(IAMClient).send(new GetUserCommand({ UserName: user.name })));
  await account.eventually(async () =>
    expect(await refused()).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: `User: ${user.arn} is not authorized to perform: iam:GetUser on resource: user ${user.name} with an explicit deny in an identity-based policy: ${policy.arn}`,
    }),
  );
});

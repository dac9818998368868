import { execa } from 'execa';
import { expect, type Principal, test } from 'iam-rehearsal/vitest';
import { inject } from 'vitest';

/** The story with the AWS CLI, which knows nothing of this package: environment variables point it at the target. */
const MISSING = '`aws` is not on the PATH, so the story is not told with the AWS CLI';

/** The CLI takes a second of CPU for each call: it is called in the full run only. */
const isFull = inject('isFull');
const RARELY = 'the AWS CLI takes seconds: in the full run only (REHEARSAL_FULL=1)';
const options = { timeout: 600_000 };

/** Nothing of the machine's own configuration may take part. */
const UNCONFIGURED = { AWS_CONFIG_FILE: 'none', AWS_SHARED_CREDENTIALS_FILE: 'none', AWS_PAGER: '' };
/** What a shell, or a version manager's stand-in for `aws`, says of a program that is not there. */
const NOT_FOUND = 127;

async function aws(principal: Principal, command: string, ...more: string[]) {
  const env = { ...(await principal.env()), ...UNCONFIGURED };
  const ended = await execa('aws', [...command.split(' '), ...more], { env, reject: false });
  return {
    isMissing: ended.code === 'ENOENT' || ended.exitCode === NOT_FOUND,
    error: ended.stderr?.trim(),
    answer: ended.stdout ? JSON.parse(ended.stdout) : undefined,
  };
}

test('a user lists buckets only through the role', options, async ({ account, skip }) => {
  skip(!isFull, RARELY);
  const bucket = await account.bucket();
  const user = await account.user();
  const role = await account.role({ trusts: user, allows: 's3:ListAllMyBuckets' });

  await expect(await user.assume(role)).toBeAllowed('s3:ListAllMyBuckets'); // from now on no call has to wait
  const refused = await aws(user, 's3api list-buckets');
  skip(refused.isMissing, MISSING);
  expect(refused.error).toBe(
    `An error occurred (AccessDenied) when calling the ListBuckets operation: User: ${user.arn} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
  );

  const opened = await aws(user, `sts assume-role --role-session-name cli --role-arn ${role.arn}`);
  const { Credentials: key, AssumedRoleUser } = opened.answer;
  const session = account.principal(AssumedRoleUser.Arn, {
    accessKeyId: key.AccessKeyId,
    secretAccessKey: key.SecretAccessKey,
    sessionToken: key.SessionToken,
  });
  const { Buckets } = (await aws(session, 's3api list-buckets')).answer;
  expect(Buckets.map(({ Name }: { Name: string }) => Name)).toContain(bucket.name);
});

if (isFull) {
  test('an administrator makes a user, a key and a role', options, async ({ account, admin, skip }) => {
    const [user, role] = [account.name('cli-user'), account.name('cli-role')];
    account.alsoRemove({ kind: 'user', name: user }, { kind: 'role', name: role });
    const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const within = `--path ${account.path} --permissions-boundary ${account.guarded.PermissionsBoundary}`;
    const made = await aws(admin, `iam create-user ${within} --user-name`, user);
    skip(made.isMissing, MISSING);
    const { Arn } = made.answer.User;
    const trust = document({ Effect: 'Allow', Principal: { AWS: Arn }, Action: 'sts:AssumeRole' });
    const allow = document({ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' });
    const key = await aws(admin, 'iam create-access-key --user-name', user);
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = key.answer.AccessKey;
    const created = await aws(
      admin,
      `iam create-role ${within} --role-name ${role} --assume-role-policy-document`,
      trust,
    );
    const put = `iam put-role-policy --role-name ${role} --policy-name list --policy-document`;
    expect((await aws(admin, put, allow)).error).toBe('');

    const caller = account.principal(Arn, { accessKeyId, secretAccessKey });
    const session = await caller.assume(created.answer.Role.Arn);
    await expect(session).toBeAllowed('s3:ListAllMyBuckets');
  });

  test('who signs with a wrong secret, or not at all, is refused', options, async ({ account, skip }) => {
    const user = await account.user();
    const forger = account.principal(user.arn, { ...user.credentials, secretAccessKey: 'not-the-secret' });
    const forged = await aws(forger, 'sts get-caller-identity');
    skip(forged.isMissing, MISSING);
    expect(forged.error).toContain('(SignatureDoesNotMatch) when calling the GetCallerIdentity operation');
    const unsigned = await aws(user, 's3api list-buckets --no-sign-request');
    expect(unsigned.error).toContain('An error occurred (AccessDenied) when calling the ListBuckets operation');
  });
}

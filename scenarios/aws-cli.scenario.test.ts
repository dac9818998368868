import { execa, execaSync } from 'execa';
import { expect, type Principal, test } from 'iam-rehearsal/vitest';

/** The story with the AWS CLI, which knows nothing of this package: environment variables point it at the target. */
const hasAwsCli = execaSync('aws', ['--version'], { reject: false }).exitCode === 0;
if (!hasAwsCli) process.stdout.write('skipped: `aws` is not on the PATH, so the story is not told with the AWS CLI\n');

const story = test.skipIf(!hasAwsCli);

/** Nothing of the machine's own configuration may take part. */
const UNCONFIGURED = { AWS_CONFIG_FILE: 'none', AWS_SHARED_CREDENTIALS_FILE: 'none', AWS_PAGER: '' };

async function aws(principal: Principal, command: string, ...more: string[]) {
  const env = { ...(await principal.env()), ...UNCONFIGURED };
  const { stdout, stderr } = await execa('aws', [...command.split(' '), ...more], { env, reject: false });
  return { error: stderr.trim(), answer: stdout === '' ? undefined : JSON.parse(stdout) };
}

/** The CLI takes its time for each call, so that what may happen together does. */
story('a user lists buckets only through the role', { timeout: 60_000 }, async ({ account, admin }) => {
  const [user, role] = [account.name('cli-user'), account.name('cli-role')];
  account.alsoRemove({ kind: 'user', name: user }, { kind: 'role', name: role });
  const bucket = await account.bucket();
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const { Arn } = (await aws(admin, 'iam create-user --user-name', user)).answer.User;
  const trust = document({ Effect: 'Allow', Principal: { AWS: Arn }, Action: 'sts:AssumeRole' });
  const [created, made] = await Promise.all([
    aws(admin, 'iam create-access-key --user-name', user),
    aws(admin, `iam create-role --role-name ${role} --assume-role-policy-document`, trust),
  ]);
  const { AccessKeyId, SecretAccessKey } = created.answer.AccessKey;
  const caller = account.principal(Arn, { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey });
  const forger = account.principal(Arn, { accessKeyId: AccessKeyId, secretAccessKey: 'not-the-secret' });

  const allow = document({ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' });
  const [granted, refused, forged, unsigned] = await Promise.all([
    aws(admin, `iam put-role-policy --role-name ${role} --policy-name list --policy-document`, allow),
    aws(caller, 's3api list-buckets'),
    aws(forger, 'sts get-caller-identity'),
    aws(caller, 's3api list-buckets --no-sign-request'),
  ]);
  expect(granted.error).toBe('');
  expect(refused.error).toBe(
    `An error occurred (AccessDenied) when calling the ListBuckets operation: User: ${Arn} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
  );
  expect(forged.error).toContain(
    'An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation',
  );
  expect(unsigned.error).toContain('An error occurred (AccessDenied) when calling the ListBuckets operation');

  const opened = await aws(caller, `sts assume-role --role-session-name cli --role-arn ${made.answer.Role.Arn}`);
  const { Credentials: key, AssumedRoleUser } = opened.answer;
  const session = account.principal(AssumedRoleUser.Arn, {
    accessKeyId: key.AccessKeyId,
    secretAccessKey: key.SecretAccessKey,
    sessionToken: key.SessionToken,
  });
  expect((await aws(session, 's3api list-buckets')).answer.Buckets).toMatchObject([{ Name: bucket.name }]);
});

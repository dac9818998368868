import {
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  IAMClient,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, type RehearsalAccount, test as rehearsal } from 'iam-rehearsal/vitest';
import { createIssuer, type Issuer } from '../fixtures/oidc-issuer.js';
import { refusal } from './refusal.js';

const DENIED = {
  code: 'AccessDenied',
  status: 403,
  message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
};

/** A build service that nobody has to reach: the target is told its keys. */
const test = rehearsal.extend<{ ci: Issuer }>({
  ci: async ({ account }, use) => use(await createIssuer(`https://${account.name('ci')}.example.com`)),
});

const NOT_TOLD = 'the target cannot be told the keys of an issuer';

/** A role for the main branch of one repository, and how a build assumes it. */
async function deployment(account: RehearsalAccount, ci: Issuer) {
  // A provider has no path: on an account of others the guard of a run would deny it, to an administrator too.
  const root = account.principal(`arn:aws:iam::${account.id}:root`, {
    accessKeyId: account.id,
    secretAccessKey: 'test',
  });
  await account.webIdentityKeys(ci.url, ci.keySet);
  const name = ci.url.slice('https://'.length);
  const admin = await account.admin();
  const iam = root.client(IAMClient);
  const { OpenIDConnectProviderArn = '' } = await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: ci.url, ClientIDList: ['sts.amazonaws.com'] }),
  );
  const Statement = {
    Effect: 'Allow',
    Principal: { Federated: OpenIDConnectProviderArn },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${name}:aud`]: 'sts.amazonaws.com' },
      StringLike: { [`${name}:sub`]: 'repo:team/app:ref:refs/heads/main' },
    },
  };
  const role = await account.role({ trusts: admin, allows: 's3:ListAllMyBuckets' });
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: role.name, PolicyDocument }));
  const sts = admin.client(STSClient);
  const assume = (WebIdentityToken: string) =>
    sts.send(new AssumeRoleWithWebIdentityCommand({ RoleArn: role.arn, RoleSessionName: 'build-7', WebIdentityToken }));
  return { iam, OpenIDConnectProviderArn, assume };
}

const MAIN = { sub: 'repo:team/app:ref:refs/heads/main' };

test('a build of the main branch works with the role', async ({ account, target, skip, ci }) => {
  skip(!target.capabilities.webIdentityKeys, NOT_TOLD);
  const { assume } = await deployment(account, ci);
  const { Credentials, AssumedRoleUser } = await assume(await ci.token(MAIN));
  const build = account.principal(AssumedRoleUser?.Arn ?? '', {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
  await build.client(S3Client).send(new ListBucketsCommand({}));
  await expect(build).toBeDenied('s3:CreateBucket');
});

test('a build of another branch, or for someone else, does not', async ({ account, target, skip, ci }) => {
  skip(!target.capabilities.webIdentityKeys, NOT_TOLD);
  const { assume } = await deployment(account, ci);
  expect(await refusal(assume(await ci.token({ sub: 'repo:team/app:ref:refs/heads/other' })))).toEqual(DENIED);
  expect(await refusal(assume(await ci.token({ ...MAIN, aud: 'https://github.com/team' })))).toEqual({
    code: 'InvalidIdentityTokenException',
    status: 400,
    message: 'Incorrect token audience',
  });
});

test('a token that expired, or that another issuer signed, is worth nothing', async ({ account, target, skip, ci }) => {
  skip(!target.capabilities.webIdentityKeys, NOT_TOLD);
  const { assume } = await deployment(account, ci);
  const exp = Math.floor(Date.now() / 1000) - 60;
  expect(await refusal(assume(await ci.token({ ...MAIN, iat: exp - 300, exp })))).toMatchObject({
    code: 'ExpiredTokenException',
    status: 400,
  });
  const forger = await createIssuer(ci.url);
  expect(await refusal(assume(await forger.token(MAIN)))).toMatchObject({
    code: 'InvalidIdentityTokenException',
    status: 400,
  });
});

test('without its provider the role trusts no token', async ({ account, target, skip, ci }) => {
  skip(!target.capabilities.webIdentityKeys, NOT_TOLD);
  const { iam, OpenIDConnectProviderArn, assume } = await deployment(account, ci);
  await iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
  expect(await refusal(assume(await ci.token(MAIN)))).toEqual({
    code: 'InvalidIdentityTokenException',
    status: 400,
    message: `No OpenIDConnect provider found in your account for ${ci.url}`,
  });
});

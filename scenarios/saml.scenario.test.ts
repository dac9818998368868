import { CreateSAMLProviderCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleWithSAMLCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, type RehearsalAccount, test } from 'iam-rehearsal/vitest';
import { samlMetadata } from '../fixtures/saml-idp.js';
import {
  type AssertionOptions,
  AWS_ATTRIBUTE,
  base64,
  samlAssertion,
  samlResponse,
  signed,
} from '../fixtures/saml-response.js';
import { refusal } from './refusal.js';

const SHARED = 'a SAML provider has no path: it is made only in an account of its own';

/** A company whose identity provider lets people work with a role, and how Bob comes with what it says of him. */
async function company(account: RehearsalAccount, Condition: object = {}) {
  const root = account.principal(`arn:aws:iam::${account.id}:root`, {
    accessKeyId: account.id,
    secretAccessKey: 'test',
  });
  const iam = root.client(IAMClient);
  const made = new CreateSAMLProviderCommand({ Name: 'idp', SAMLMetadataDocument: samlMetadata() });
  const { SAMLProviderArn: provider = '' } = await iam.send(made);
  const role = await account.role({ trusts: root, allows: 's3:ListAllMyBuckets' });
  const Action = ['sts:AssumeRoleWithSAML', 'sts:TagSession'];
  const Statement = { Effect: 'Allow', Principal: { Federated: provider }, Action, Condition };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: role.name, PolicyDocument }));
  const sts = (await account.admin()).client(STSClient);
  const assume = (options: AssertionOptions = {}) => {
    const said = { Role: `${role.arn},${provider}`, RoleSessionName: 'bob@example.com' };
    const own = Object.fromEntries(Object.entries(said).map(([name, value]) => [AWS_ATTRIBUTE + name, value]));
    const assertion = samlAssertion({ ...options, attributes: { ...own, ...options.attributes } });
    const SAMLAssertion = base64(samlResponse(signed(assertion, '_assertion')));
    return sts.send(new AssumeRoleWithSAMLCommand({ RoleArn: role.arn, PrincipalArn: provider, SAMLAssertion }));
  };
  return { role, assume };
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html */
test('who comes from the company works with the role, and is told by name', async ({ account, target, skip }) => {
  skip(!target.capabilities.freshAccounts, SHARED);
  const { role, assume } = await company(account);
  const { Credentials, AssumedRoleUser, NameQualifier, Issuer } = await assume();
  const bob = account.principal(AssumedRoleUser?.Arn ?? '', {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
  expect([NameQualifier, Issuer].every((told) => told !== undefined)).toBe(true);
  const { Arn } = await bob.client(STSClient).send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe(`arn:aws:sts::${account.id}:assumed-role/${role.name}/bob@example.com`);
  await bob.client(S3Client).send(new ListBucketsCommand({}));
  await expect(bob).toBeDenied('s3:CreateBucket');
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml */
test('a trust policy looks at what the provider says', async ({ account, target, skip }) => {
  skip(!target.capabilities.freshAccounts, SHARED);
  const { assume } = await company(account, {
    StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml', 'aws:RequestTag/team': 'props' },
  });
  const ofTeam = (team: string) => ({ attributes: { [`${AWS_ATTRIBUTE}PrincipalTag:team`]: team } });
  await assume(ofTeam('props'));
  expect(await refusal(assume(ofTeam('ushers')))).toEqual({
    code: 'AccessDenied',
    status: 403,
    message: 'Not authorized to perform sts:AssumeRoleWithSAML',
  });
});

test('an assertion that has expired opens nothing', async ({ account, target, skip }) => {
  skip(!target.capabilities.freshAccounts, SHARED);
  const { assume } = await company(account);
  expect(await refusal(assume({ now: Date.now() - 600_000 }))).toMatchObject({
    code: 'ExpiredTokenException',
    status: 400,
  });
});

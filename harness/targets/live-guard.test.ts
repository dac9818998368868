import * as iam from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  STSClient,
  type Credentials as StsCredentials,
} from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { ACCOUNT, inPlaceOfAws, writes } from './live.fixture.js';
import type { OperatorCredentials } from './live-caller.js';
import type { LiveConditions } from './live-guard.js';
import { operatorPolicy } from './operator-policy.js';
import { TargetUnavailable } from './target-errors.js';

type Aws = Awaited<ReturnType<typeof inPlaceOfAws>>;

interface Refusal {
  readonly says: string | RegExp;
  readonly conditions?: Partial<LiveConditions>;
  /** What the operator may; the documented policy unless given. */
  readonly policy?: object;
  /** Changes the account, and answers other credentials than the operator's where they matter. */
  prepare?(aws: Aws): Promise<OperatorCredentials | undefined>;
}

const LOOKING = ['iam:List*', 'iam:Get*', 'iam:Simulate*'];
const may = (...Action: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*' },
});

type Opened = { readonly Credentials?: StsCredentials | undefined };

/** Of the operator, by this call to STS, once its key is visible. */
async function opened({ clock, emulator, operator }: Aws, call: (sts: STSClient) => Promise<Opened>) {
  clock.advance('1m');
  return credentialsOf(await call(new STSClient(emulator.clientConfig(operator))));
}

function credentialsOf({ Credentials: key }: Opened): OperatorCredentials {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = key ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return { ...credentials, ...(Expiration && { expiration: Expiration }) };
}

const sessionToken = (aws: Aws) =>
  opened(aws, (sts) => sts.send(new GetSessionTokenCommand({ DurationSeconds: 3600 })));

/** A session of a role at this path, whose rights are those of the operator, or others. */
async function roleSession(
  aws: Aws,
  Role: { readonly RoleName: string; readonly Path: string },
  DurationSeconds = 3600,
) {
  const { client } = aws;
  const trust = may('sts:AssumeRole').Statement;
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: { ...trust, Resource: undefined, Principal: { AWS: ACCOUNT } },
  });
  await client.send(new iam.CreateRoleCommand({ ...Role, AssumeRolePolicyDocument }));
  const { RoleName, Path } = Role;
  const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/operator`;
  await client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const assume = { UserName: 'operator', PolicyName: 'assume', PolicyDocument: JSON.stringify(may('sts:*')) };
  await client.send(new iam.PutUserPolicyCommand(assume));
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role${Path}${RoleName}`;
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', DurationSeconds });
  return opened(aws, (sts) => sts.send(command));
}

const SSO = { RoleName: 'AWSReservedSSO_Rehearsals_0123456789abcdef', Path: '/aws-reserved/sso.amazonaws.com/' };

const REFUSALS: Readonly<Record<string, Refusal>> = {
  'no account': { conditions: { account: undefined }, says: 'set REHEARSAL_LIVE_ACCOUNT to the twelve digits' },
  'a misspelt account': { conditions: { account: '12345678901' }, says: 'an account has twelve digits' },
  'another account': {
    conditions: { account: '999999999999' },
    says: 'belong to the account ********9012, and REHEARSAL_LIVE_ACCOUNT is ********9999',
  },
  'a pipeline that was not meant': { conditions: { isCi: true }, says: 'set REHEARSAL_LIVE_IN_CI=1 as well' },
  'an endpoint elsewhere': {
    conditions: { elsewhere: ['AWS_ENDPOINT_URL_S3'] },
    says: 'AWS_ENDPOINT_URL_S3 lead away from AWS',
  },
  'no confirmation': {
    conditions: { confirmation: undefined },
    says: 'nothing was confirmed: set REHEARSAL_LIVE_CONFIRM',
  },
  'the confirmation of another account': {
    conditions: { confirmation: '999999999999' },
    says: 'nothing was confirmed',
  },
  'an alias that looks like production': {
    prepare: async ({ client }) => {
      await client.send(new iam.CreateAccountAliasCommand({ AccountAlias: 'acme-production' }));
      return undefined;
    },
    says: "the account's alias looks like production (`prod` is in it)",
  },
  'an alias that may not be read': { policy: may('iam:GetUser'), says: 'allow iam:ListAccountAliases' },
  'credentials that have expired': {
    prepare: async (aws) => {
      const { expiration: _, ...credentials } = await sessionToken(aws);
      aws.clock.advance('2h');
      return credentials;
    },
    says: /the credentials have expired \(ExpiredToken.*\); sign in again/,
  },
  'a wrong secret': {
    prepare: async ({ operator }) => ({ ...operator, secretAccessKey: 'wrong' }),
    says: 'GetCallerIdentity failed (SignatureDoesNotMatch',
  },
  'the root user': { prepare: async ({ root }) => root, says: 'those of the root user' },
  'a session of GetSessionToken without MFA': {
    prepare: sessionToken,
    says: 'of GetSessionToken without an MFA code, to which IAM is closed: pass `--serial-number` and `--token-code`',
  },
  'a federated user': {
    policy: may(...LOOKING, 'sts:*'),
    prepare: (aws) => opened(aws, (sts) => sts.send(new GetFederationTokenCommand({ Name: 'me' }))),
    says: 'of GetFederationToken, to which IAM is closed whatever their policies allow',
  },
  'a session that ends before the run': {
    prepare: (aws) => roleSession(aws, SSO, 900),
    says: /expire in 1[45] minutes, and a run may take 15 and 5 more to remove what it made: sign in again/,
  },
  'a role that a run made': {
    prepare: (aws) => roleSession(aws, { RoleName: 'operators', Path: '/iam-rehearsal/ffffffff/' }),
    says: 'those of a role that a run made, which the next sweep removes',
  },
  'a user that a run made': {
    prepare: async ({ client, clock }) => {
      await client.send(new iam.CreateUserCommand({ UserName: 'x', Path: '/iam-rehearsal/ffffffff/' }));
      const { AccessKey: key } = await client.send(new iam.CreateAccessKeyCommand({ UserName: 'x' }));
      clock.advance('1m');
      return { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
    },
    says: 'those of a principal that a run made, which the next sweep removes',
  },
  'a region of another partition': {
    conditions: { region: 'cn-north-1' },
    says: 'the region `cn-north-1` is in another partition than `aws`',
  },
  'nobody who may create users': {
    policy: may(...LOOKING),
    says: 'the caller may not do what a run needs: iam:CreateUser, iam:DeleteUser,',
  },
  'an operator who may create users elsewhere only': {
    policy: {
      Version: '2012-10-17',
      Statement: [...statements(), { Effect: 'Deny', Action: 'iam:CreateUser', Resource: '*' }],
    },
    says: 'the caller may not do what a run needs: iam:CreateUser',
  },
};

function statements(): readonly object[] {
  return (operatorPolicy(ACCOUNT) as { readonly Statement: readonly object[] }).Statement;
}

test.each(Object.entries(REFUSALS))('with %s nothing is written', async (_, { conditions, policy, prepare, says }) => {
  const aws = await inPlaceOfAws(policy);
  const credentials = await prepare?.(aws);
  const before = writes(aws.emulator);
  const opened = aws.open(conditions, {}, credentials);
  await expect(opened).rejects.toThrow(TargetUnavailable);
  await expect(opened).rejects.toThrow('the target `live` was not entered, and nothing was written: ');
  await expect(opened).rejects.toThrow(says);
  expect(writes(aws.emulator)).toEqual(before);
});

test('an alias is looked at for other words when they are listed', async () => {
  const { client, open } = await inPlaceOfAws();
  await client.send(new iam.CreateAccountAliasCommand({ AccountAlias: 'acme-production' }));
  await using target = await open({ productionWords: ['shop'] });
  expect(target.name).toBe('live');
});

test('the plan is printed before the confirmation is asked for, and before anything is written', async () => {
  const { open, printed, emulator } = await inPlaceOfAws();
  const before = writes(emulator);
  await open({ confirmation: undefined }).catch(() => undefined);
  expect(printed.join('')).toMatch(
    /account {6}\*{8}9012, that of REHEARSAL_LIVE_ACCOUNT; no alias; region us-east-1\n[\s\S]*at most 50, under \/iam-rehearsal\/0a1b2c3d\/\n/,
  );
  expect(printed.join('')).toContain('an IAM user; its permissions were checked with SimulatePrincipalPolicy');
  expect(writes(emulator)).toEqual(before);
});

test('a session of IAM Identity Center is let in, as the role that it is of', async () => {
  const aws = await inPlaceOfAws();
  const credentials = await roleSession(aws, SSO);
  await using target = await aws.open({}, {}, credentials);
  expect(target.capabilities).toMatchObject({ deciding: true });
  expect(aws.printed.join('')).toContain(
    'a session of a role; its permissions were checked with SimulatePrincipalPolicy',
  );
});

test('who may not ask the simulator is let in unchecked, and told that nothing is decided without calling it', async () => {
  const { Statement } = operatorPolicy(ACCOUNT) as ReturnType<typeof may> & { readonly Statement: readonly object[] };
  const deny = { Effect: 'Deny', Action: 'iam:SimulatePrincipalPolicy', Resource: '*' };
  const { open, printed } = await inPlaceOfAws({ Version: '2012-10-17', Statement: [...Statement, deny] });
  await using target = await open();
  expect(target.capabilities).toMatchObject({ deciding: false });
  expect(printed.join('')).toContain('nothing without calling it: SimulatePrincipalPolicy is denied');
  const account = await target.account();
  const asked = account.decide({ arn: '', credentials: account.administrator }, { action: 's3:GetObject' });
  await expect(asked).rejects.toThrow('allow iam:SimulatePrincipalPolicy');
});

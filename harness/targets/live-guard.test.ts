import * as iam from '@aws-sdk/client-iam';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { inPlaceOfAws, writes } from './live.fixture.js';
import type { LiveConditions } from './live-guard.js';
import { operatorPolicy } from './operator-policy.js';
import type { Credentials } from './target.js';
import { TargetUnavailable } from './target-errors.js';

type Aws = Awaited<ReturnType<typeof inPlaceOfAws>>;

interface Refusal {
  readonly says: string | RegExp;
  readonly conditions?: Partial<LiveConditions>;
  /** What the operator may; the documented policy unless given. */
  readonly policy?: object;
  /** Changes the account, and answers other credentials than the operator's where they matter. */
  prepare?(aws: Aws): Promise<Credentials | undefined>;
}

const LOOKING = ['iam:List*', 'iam:Get*', 'iam:Simulate*'];
const may = (...Action: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*' },
});

async function expiredSession({ clock, emulator, operator }: Aws): Promise<Credentials> {
  clock.advance('1m'); // so that the operator's key is visible
  const sts = new STSClient(emulator.clientConfig(operator));
  const { Credentials: key } = await sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
  clock.advance('1h');
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = key ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

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
    prepare: expiredSession,
    says: /the credentials have expired \(ExpiredToken.*\); sign in again/,
  },
  'a wrong secret': {
    prepare: async ({ operator }) => ({ ...operator, secretAccessKey: 'wrong' }),
    says: 'GetCallerIdentity failed (SignatureDoesNotMatch',
  },
  'the root user': { prepare: async ({ root }) => root, says: 'those of the root user' },
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
  return (operatorPolicy('123456789012') as { readonly Statement: readonly object[] }).Statement;
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

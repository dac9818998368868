import * as iam from '@aws-sdk/client-iam';
import {
  GetObjectCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'vitest';
import { createIssuer } from '../../fixtures/oidc-issuer.js';
import { CannotDecide, InvalidTime } from '../emulator/index.js';
import { openAccount } from '../rehearsal/account.js';
import { allowed, denied, document, identity, LIST, rootOf, type TargetPromise } from './promise.fixture.js';

/** What our emulator can do beside, in the process and behind a URL. */
export const PROMISES_OF_OURS = {
  'each test has an account of its own, also where workers share a server': {
    needs: 'freshAccounts',
    async keep({ target, account }) {
      const opened = await Promise.all([1, 2, 3, 4].map(() => target.account()));
      expect(new Set([account.id, ...opened.map(({ id }) => id)]).size).toBe(5);
    },
  },
  'a role is assumed from another account': {
    needs: 'freshAccounts',
    async keep({ target, account }) {
      const other = await openAccount(target);
      const stranger = await other.user({ allows: 'sts:AssumeRole' });
      const role = await account.role({ trusts: stranger, allows: LIST });
      await allowed(await stranger.assume(role), LIST);
      await expect((await other.user()).assume(role)).rejects.toThrow('is not authorized to perform: sts:AssumeRole');
      await other.close();
    },
  },
  'the decision behind an answer is shown': {
    needs: 'decisions',
    async keep({ account }) {
      const policy = await account.policy({ denies: { Sid: 'NoLists', Action: LIST, Resource: '*' } });
      const user = await account.user({ allows: LIST, policies: [policy] });
      const { decisions, how } = await user.attempt(new ListBucketsCommand({}));
      expect({ how, decisions }).toMatchObject({
        how: 'called',
        decisions: [
          {
            outcome: 'denied',
            because: 'explicit-deny',
            layer: 'identity',
            deciding: [{ sid: 'NoLists', effect: 'Deny', source: { arn: policy.arn } }],
            why: expect.stringContaining('NoLists'),
            explanation: expect.stringContaining('to escape'),
          },
        ],
      });
    },
  },
  'any action of AWS is decided about without being executed': {
    needs: 'deciding',
    async keep({ account }) {
      const policy = await account.policy({
        denies: { Sid: 'NoTables', Action: 'dynamodb:DeleteTable', Resource: '*' },
      });
      const user = await account.user({ allows: 'dynamodb:*', policies: [policy] });
      const role = await account.role({ trusts: user, allows: { Action: 'dynamodb:GetItem', Resource: '*' } });
      const attempt = { how: 'decided', words: undefined };
      const get = await user.attempt('dynamodb:GetItem', { expected: 'allowed' });
      expect(get).toMatchObject({ ...attempt, outcome: 'allowed', decisions: [{ layer: 'identity' }] });
      const remove = await user.attempt('dynamodb:DeleteTable', { expected: 'denied' });
      const deciding = [{ sid: 'NoTables', effect: 'Deny', source: { arn: policy.arn } }];
      expect(remove).toMatchObject({
        ...attempt,
        outcome: 'denied',
        decisions: [{ because: 'explicit-deny', deciding }],
      });
      const session = await user.assume(role);
      await allowed(session, 'dynamodb:GetItem');
      const put = await session.attempt('dynamodb:PutItem', { expected: 'denied' });
      expect(put).toMatchObject({
        ...{ ...attempt, outcome: 'denied' },
        decisions: [{ because: 'implicit-deny', action: 'dynamodb:PutItem' }],
      });
      await expect(user.attempt('dynamodb:Sing')).rejects.toThrow(CannotDecide);
    },
  },
  'time moves when a test moves it': {
    needs: 'clock',
    async keep({ account }) {
      const user = await account.user();
      const session = await user.assume(await account.role({ trusts: user }));
      await account.clock.freeze();
      const now = await account.clock.now();
      await account.clock.advance('2h');
      expect(await account.clock.now()).toBe(now + 7_200_000);
      await expect(identity(session)).rejects.toThrow(expect.objectContaining({ name: 'ExpiredToken' }));
      await account.clock.set('2030-01-01T00:00:00Z');
      expect(await account.clock.now()).toBe(Date.parse('2030-01-01'));
      await account.clock.resume();
      await expect(account.clock.advance('soon')).rejects.toThrow(InvalidTime);
    },
  },
  'changes become visible as late as a test says': {
    needs: 'propagation',
    async keep({ account }) {
      const user = await account.user();
      await account.clock.freeze();
      await account.propagation.set('4s');
      expect(await account.propagation.get()).toMatchObject({ min: 4000, max: 4000 });
      const PolicyDocument = document({ Effect: 'Allow', Action: LIST, Resource: '*' });
      const put = new iam.PutUserPolicyCommand({ UserName: user.name, PolicyName: 'p', PolicyDocument });
      await rootOf(account).client(iam.IAMClient).send(put);
      expect(await user.attempt(LIST)).toMatchObject({ outcome: 'denied' });
      expect(await account.propagation.remaining()).toBe(4000);
      await account.propagation.settle();
      expect(await user.attempt(LIST)).toMatchObject({ outcome: 'allowed' });
      await account.propagation.set('off');
      expect(await account.propagation.get()).toBeUndefined();
    },
  },
  'a request comes from where a test says': {
    needs: 'requestOrigin',
    async keep({ account }) {
      const Condition = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' }, Bool: { 'aws:SecureTransport': 'true' } };
      const user = await account.user({ allows: { Action: [LIST, 'sqs:SendMessage'], Resource: '*', Condition } });
      const office = user.with({ sourceIp: '203.0.113.7' });
      for (const action of [LIST, 'sqs:SendMessage']) {
        await denied(user, action);
        await allowed(office, action);
        await denied(office.with({ secureTransport: false }), action);
      }
    },
  },
  'a request comes through a VPC endpoint, whose policy binds': {
    needs: 'requestOrigin',
    async keep({ account }) {
      const policy = JSON.parse(document({ Effect: 'Deny', Principal: '*', Action: LIST, Resource: '*' }));
      const endpoint = await account.vpcEndpoint({ policy });
      const user = await account.user({ allows: LIST });
      await allowed(user, LIST);
      await denied(user.with({ vpce: endpoint.id }), LIST);
    },
  },
  'a service of AWS calls in its own name': {
    needs: 'requestOrigin',
    async keep({ account }) {
      const bucket = await account.bucket();
      const Statement = {
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `${bucket.arn}/*`,
      };
      const admin = await account.admin();
      await admin
        .client(S3Client)
        .send(new PutBucketPolicyCommand({ Bucket: bucket.name, Policy: document(Statement) }));
      const put = new PutObjectCommand({ Bucket: bucket.name, Key: 'k', Body: 'x' });
      await allowed(account.service('cloudtrail.amazonaws.com', { sourceAccount: account.id }), put);
      await denied(account.service('config.amazonaws.com', { sourceAccount: account.id }), put);
      await allowed(admin, new GetObjectCommand({ Bucket: bucket.name, Key: 'k' }));
    },
  },
  'the keys of a token issuer are told': {
    needs: 'webIdentityKeys',
    async keep({ account }) {
      const issuer = await createIssuer(`https://${account.name('issuer')}.example.com`);
      await account.webIdentityKeys(issuer.url, issuer.keySet);
      const root = rootOf(account).client(iam.IAMClient);
      const provider = { Url: issuer.url, ClientIDList: ['sts.amazonaws.com'] };
      const { OpenIDConnectProviderArn } = await root.send(new iam.CreateOpenIDConnectProviderCommand(provider));
      const user = await account.user();
      const role = await account.role({ trusts: user });
      const Action = 'sts:AssumeRoleWithWebIdentity';
      const PolicyDocument = document({ Effect: 'Allow', Principal: { Federated: OpenIDConnectProviderArn }, Action });
      await root.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName: role.name, PolicyDocument }));
      const input = { RoleArn: role.arn, RoleSessionName: 'ci', WebIdentityToken: await issuer.token() };
      const { SubjectFromWebIdentityToken } = await user
        .client(STSClient)
        .send(new AssumeRoleWithWebIdentityCommand(input));
      expect(SubjectFromWebIdentityToken).toBe('me');
    },
  },
} as const satisfies Readonly<Record<string, TargetPromise>>;

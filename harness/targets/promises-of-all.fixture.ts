import * as iam from '@aws-sdk/client-iam';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { openAccount } from '../rehearsal/account.js';
import { allowed, denied, document, identity, LIST, rootKey, type TargetPromise } from './promise.fixture.js';
import { proveEnforcement } from './prove.js';

/** What every target can do by the protocols of AWS alone. */
export const PROMISES_OF_ALL = {
  'a user without policies is denied what the administrator may': {
    async keep({ target }) {
      expect(await proveEnforcement(target)).toMatchObject({ enforcement: true });
    },
  },
  'a wrong secret is refused': {
    needs: 'signatures',
    async keep({ target, account }) {
      expect(await proveEnforcement(target)).toEqual({ enforcement: true, signatures: true });
      const user = await account.user();
      const forger = account.principal(user.arn, { ...user.credentials, secretAccessKey: 'wrong' });
      await expect(identity(forger)).rejects.toThrow(expect.objectContaining({ name: 'SignatureDoesNotMatch' }));
    },
  },
  'a role gives what its user may not': {
    async keep({ account }) {
      const user = await account.user();
      const role = await account.role({ trusts: user, allows: LIST });
      await denied(user, LIST);
      await allowed(await user.assume(role), LIST);
    },
  },
  'a change that a test makes is waited for': {
    async keep({ account }) {
      const admin = await account.admin();
      const user = await account.user();
      const PolicyDocument = document({ Effect: 'Allow', Action: LIST, Resource: '*' });
      const policy = { UserName: user.name, PolicyName: 'list' };
      const client = admin.client(iam.IAMClient);
      await allowed(admin, LIST);
      await client.send(new iam.PutUserPolicyCommand({ ...policy, PolicyDocument }));
      await allowed(user, LIST);
      await client.send(new iam.DeleteUserPolicyCommand(policy));
      await denied(user, LIST);
    },
  },
  'what a test makes is removed after it': {
    async keep({ target }) {
      const account = await openAccount(target);
      const admin = await account.admin();
      const [user, bucket] = [await account.user({ allows: LIST }), await account.bucket()];
      const made = { UserName: account.name('made'), ...account.guarded };
      await allowed(admin, LIST);
      await admin.client(iam.IAMClient).send(new iam.CreateUserCommand(made));
      await admin.client(S3Client).send(new PutObjectCommand({ Bucket: bucket.name, Key: 'k', Body: 'x' }));
      await account.close();
      const there = await target.account();
      const key = target.capabilities.freshAccounts ? rootKey(account) : there.administrator;
      const client = new iam.IAMClient(there.clientConfig(key));
      for (const UserName of [user.name, made.UserName]) {
        const gone = client.send(new iam.GetUserCommand({ UserName }));
        await expect(gone).rejects.toThrow(expect.objectContaining({ name: 'NoSuchEntityException' }));
      }
    },
  },
  'programs are pointed at it by environment variables': {
    async keep({ target, account }) {
      const { AWS_ENDPOINT_URL: url, ...env } = await (await account.user()).env();
      expect(env).toMatchObject({ AWS_REGION: target.region, AWS_SESSION_TOKEN: '' });
      if (target.name === 'live') return expect(url).toBeUndefined();
      const body = 'Action=GetCallerIdentity&Version=2011-06-15';
      expect((await fetch(url ?? '', { method: 'POST', body })).status).toBe(403);
    },
  },
} as const satisfies Readonly<Record<string, TargetPromise>>;

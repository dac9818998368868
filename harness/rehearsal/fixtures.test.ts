import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { describe } from 'vitest';
import { expect, type Principal, test } from './index.js';

const CONDITION = {
  IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
  Bool: { 'aws:SecureTransport': 'false' },
};

describe('what a test makes is gone after it', () => {
  const roots: Principal[] = [];
  const users = async () => {
    const [root] = roots;
    return (await root?.client(IAMClient).send(new ListUsersCommand({})))?.Users?.length;
  };

  test('first it is there', async ({ account }) => {
    const key = { accessKeyId: account.id, secretAccessKey: 'test' };
    roots.push(account.principal(`arn:aws:iam::${account.id}:root`, key));
    await account.user();
    expect(await users()).toBe(1);
  });

  test('then it is not', async () => {
    expect(await users()).toBe(0);
  });
});

test.for(['s3:ListAllMyBuckets', 'sqs:ListQueues'])(
  'a principal that calls from elsewhere keeps what was said before, for %s',
  async (action, { account }) => {
    const user = await account.user({ allows: { Action: action, Resource: '*', Condition: CONDITION } });
    const office = user.with({ sourceIp: '203.0.113.7' });
    await expect(office).toBeDenied(action);
    await expect(office.with({ secureTransport: false })).toBeAllowed(action);
    await expect(user.with({ secureTransport: false })).toBeDenied(action);
  },
);

test.fails('a test that ends before its matcher came out fails, whatever comes out', async ({ account }) => {
  const user = await account.user();
  void expect(user).toBeDenied('s3:ListAllMyBuckets');
});

import { CreatePolicyCommand, CreateRoleCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { openLedger } from '../cleanup/ledger.js';
import { recordInto } from './recorded.js';

const ACCOUNT = '123456789012';

/** Clients whose calls never get an answer, and what stood in the ledger when each was sent. */
function unanswered() {
  const ledger = openLedger({ run: 'run', account: ACCOUNT });
  const atSending: string[] = [];
  const requestHandler = {
    handle() {
      atSending.push(ledger.open().map(({ kind, name }) => `${kind} ${name}`)[0] ?? 'nothing');
      return Promise.reject(new TypeError('the connection was lost'));
    },
  };
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'test' };
  const config = { region: 'us-east-1', endpoint: 'http://127.0.0.1', credentials, requestHandler, maxAttempts: 1 };
  const [client, s3] = [new IAMClient(config), new S3Client({ ...config, forcePathStyle: true })];
  recordInto(ledger, ACCOUNT, client);
  recordInto(ledger, ACCOUNT, s3);
  return { ledger, atSending, client, s3 };
}

test('what a call is about to make stands in the ledger before it is sent, and stays when no answer comes', async () => {
  const { ledger, atSending, client, s3 } = unanswered();
  const PolicyDocument = '{}';
  for (const call of [
    client.send(new CreateUserCommand({ UserName: 'u' })),
    client.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: '{}' })),
    client.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument })),
    client.send(new CreatePolicyCommand({ PolicyName: 'p', Path: '/app/', PolicyDocument })),
    s3.send(new CreateBucketCommand({ Bucket: 'b' })),
  ])
    await expect(call).rejects.toThrow('the connection was lost');
  const made = [
    'user u',
    'role r',
    `policy arn:aws:iam::${ACCOUNT}:policy/p`,
    `policy arn:aws:iam::${ACCOUNT}:policy/app/p`,
    'bucket b',
  ];
  expect(ledger.open().map(({ kind, name }) => `${kind} ${name}`)).toEqual(made.toReversed());
  expect(atSending.every((last) => made.includes(last))).toBe(true);
  expect(atSending).toHaveLength(made.length);
});

test('a call that makes nothing leaves no trace in the ledger', async () => {
  const { ledger, s3 } = unanswered();
  await expect(s3.send(new ListBucketsCommand({}))).rejects.toThrow('the connection was lost');
  expect(ledger.open()).toEqual([]);
});

import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, onTestFinished, test } from 'vitest';
import { type ServeFlags, serve } from './serve.js';
import { UsageError } from './usage-error.js';

const defaults: ServeFlags = { port: '0', host: '127.0.0.1', account: '123456789012' };

/** Serves in this process, and ends when told to. */
async function served(flags: Partial<ServeFlags> = {}) {
  const signals = new EventEmitter();
  const written = { stdout: '', stderr: '' };
  const ready = new Promise<void>((resolve) => signals.once('ready', resolve));
  const exitCode = serve(
    { ...defaults, ...flags },
    {
      stdout: { write: (text: string) => (written.stdout += text) },
      stderr: {
        write(text: string) {
          written.stderr += text;
          if (text === 'Ready.\n') signals.emit('ready');
        },
      },
      once: (signal: string, listener: () => void) => signals.once(signal, listener),
    },
  );
  await Promise.race([ready, exitCode]);
  return {
    ...written,
    async [Symbol.asyncDispose]() {
      signals.emit('SIGINT');
      expect(await exitCode).toBe(0);
    },
  };
}

function callerIdentity(endpoint: string, accessKeyId: string, secretAccessKey: string) {
  const credentials = { accessKeyId, secretAccessKey };
  const client = new STSClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  return client.send(new GetCallerIdentityCommand({})).finally(() => client.destroy());
}

test('the shell gets all that an AWS client needs', async () => {
  await using server = await served();
  expect(server.stdout).toMatch(
    new RegExp(
      [
        '^export AWS_ENDPOINT_URL=http://127.0.0.1:\\d+',
        'export AWS_REGION=us-east-1',
        'export AWS_DEFAULT_REGION=us-east-1',
        'export AWS_ACCESS_KEY_ID=123456789012',
        'export AWS_SECRET_ACCESS_KEY=test\n$',
      ].join('\n'),
    ),
  );
  expect(server.stderr).toBe('Ready.\n');
});

test('the printed credentials are those of the root of the account', async () => {
  await using server = await served({ json: true, account: '210987654321' });
  const { endpoint, accessKeyId, secretAccessKey, ...rest } = JSON.parse(server.stdout);
  expect(rest).toEqual({ region: 'us-east-1', account: '210987654321' });
  const { Arn } = await callerIdentity(endpoint, accessKeyId, secretAccessKey);
  expect(Arn).toBe('arn:aws:iam::210987654321:root');
});

test('a credential of one’s own signs as root of its account, and a wrong secret does not', async () => {
  await using server = await served({ json: true, credential: ['mine:s3cr/et+:111122223333'] });
  const { endpoint } = JSON.parse(server.stdout);
  const { Arn } = await callerIdentity(endpoint, 'mine', 's3cr/et+');
  expect(Arn).toBe('arn:aws:iam::111122223333:root');
  await expect(callerIdentity(endpoint, 'mine', 'other')).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
});

test('a server for other machines warns, and prints an address that can be reached', async () => {
  await using server = await served({ json: true, host: '0.0.0.0' });
  expect(server.stderr).toMatch(/^warning: `0\.0\.0\.0` can be reached from other machines.*\nReady\.\n$/);
  expect(JSON.parse(server.stdout).endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('an organization is read from a file, and a file that is none is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const Statement = [{ Effect: 'Deny', Action: 'sts:*', Resource: '*' }];
  const root = {
    id: 'r-ab12',
    scps: [{ id: 'p-nosts', name: 'no-sts', document: { Version: '2012-10-17', Statement } }],
    accounts: ['123456789012'],
  };
  const organization = { id: 'o-exampleorgid', managementAccount: '111111111111', root };
  await using server = await served({ json: true, organization: write('good.json', JSON.stringify(organization)) });
  expect(server.stderr).toBe('Ready.\n');
  await expect(served({ organization: write('bad.json', '{') })).rejects.toThrow('cannot be read as JSON');
  await expect(served({ organization: write('empty.json', '{}') })).rejects.toThrow('an organization needs `id`');
  await expect(served({ organization: join(folder, 'missing.json') })).rejects.toThrow('ENOENT');
});

test('a port in use is refused with what to do', async () => {
  await using server = await served({ json: true });
  const { port } = new URL(JSON.parse(server.stdout).endpoint);
  await expect(served({ port })).rejects.toThrow(
    `\`127.0.0.1:${port}\` is in use; pass another with \`--port\`, or \`--port 0\` for a free one`,
  );
});

test.each([
  [{ port: 'http' }, '`--port http` is no port; pass a number from 0 (a free one) to 65535'],
  [{ port: '65536' }, '`--port 65536` is no port; pass a number from 0 (a free one) to 65535'],
  [{ account: '1234' }, '`--account 1234`: an account has twelve digits; pass e.g. `123456789012`'],
  [{ credential: ['a:b'] }, '`--credential` takes `KEY:SECRET:ACCOUNT`, e.g. `mykey:mysecret:123456789012`'],
  [{ host: '203.0.113.7' }, '`203.0.113.7:0` is no address of this machine; pass one that is with `--host`'],
])('%j is refused with what to do', async (flags, message) => {
  await expect(served(flags)).rejects.toThrow(message);
});

test('changes take the time that is asked for', async () => {
  await using server = await served({ json: true, propagation: '1h-2h' });
  const { endpoint, accessKeyId, secretAccessKey } = JSON.parse(server.stdout);
  const credentials = { accessKeyId, secretAccessKey };
  const iam = new IAMClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  await iam.send(new CreateUserCommand({ UserName: 'late' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'late' }));
  iam.destroy();
  const call = callerIdentity(endpoint, AccessKey?.AccessKeyId ?? '', AccessKey?.SecretAccessKey ?? '');
  await expect(call).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});

test.each(['soon', '10s-1s', '1s-2s-3s', '-1s'])(
  'a delay of `%s` is refused, with what to pass',
  async (propagation) => {
    await expect(served({ propagation })).rejects.toThrow(UsageError);
    await expect(served({ propagation })).rejects.toThrow(`\`--propagation ${propagation}\`: `);
  },
);

const ACCOUNT_FILE = {
  UserDetailList: [
    {
      Path: '/',
      UserName: 'ann',
      UserId: 'AIDACKCEVSQ6C2EXAMPLE',
      Arn: 'arn:aws:iam::123456789012:user/ann',
      CreateDate: '2024-05-06T07:08:09+00:00',
    },
  ],
};

test('accounts are loaded from files, and it is told what came of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'account.json');
  writeFileSync(file, JSON.stringify(ACCOUNT_FILE));
  await using server = await served({ json: true, import: [file] });
  expect(server.stderr).toMatch(/^account 123456789012: 1 user, 0 groups, /);
  const { endpoint, accessKeyId, secretAccessKey } = JSON.parse(server.stdout);
  const iam = new IAMClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } });
  await iam.send(new CreateAccessKeyCommand({ UserName: 'ann' }));
  iam.destroy();

  writeFileSync(file, JSON.stringify({ UserDetailList: [{}] }));
  await expect(served({ import: [file] })).rejects.toThrow(`\`--import\`: nothing was imported: \`${file}\``);
  await expect(served({ import: [join(folder, 'missing.json')] })).rejects.toThrow('ENOENT');
});

test('where a request comes from is believed only when that is asked for', async () => {
  const ask = async (trustOrigin: boolean) => {
    await using server = await served({ json: true, trustOrigin });
    const { endpoint } = JSON.parse(server.stdout);
    const answer = await fetch(`${endpoint}/bucket/key`, { headers: { 'x-rehearsal-source-ip': '203.0.113.7' } });
    return [answer.status, /<Code>(.*?)<\/Code>/.exec(await answer.text())?.[1]];
  };
  expect(await ask(false)).toEqual([400, 'ValidationError']);
  expect(await ask(true)).toEqual([404, 'NoSuchBucket']);
});

test('requests come through VPC endpoints of a file, and their policies bind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'endpoints.json');
  const Statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
  const endpoint = { id: 'vpce-1', vpc: 'vpc-1', account: '123456789012' };
  writeFileSync(file, JSON.stringify([{ ...endpoint, policy: { Version: '2012-10-17', Statement } }]));
  await using server = await served({ json: true, trustOrigin: true, vpcEndpoints: file });
  const ask = (vpce: string) =>
    fetch(JSON.parse(server.stdout).endpoint, { headers: { 'x-rehearsal-vpce': vpce } }).then(({ status }) => status);
  expect(await ask('vpce-1')).toBe(403);
  expect(await ask('vpce-2')).toBe(400);

  writeFileSync(file, JSON.stringify([{ ...endpoint, vpc: 'main' }]));
  await expect(served({ vpcEndpoints: file })).rejects.toThrow('`--vpc-endpoints`: a VPC endpoint with the vpc `main`');
  writeFileSync(file, JSON.stringify(endpoint));
  await expect(served({ vpcEndpoints: file })).rejects.toThrow('is no list');
});

test('the keys of token issuers come from a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const webIdentityKeys = join(folder, 'keys.json');
  writeFileSync(webIdentityKeys, '{"https://issuer.example":{"keys":[{"kty":"EC"}]}}');
  await using server = await served({ webIdentityKeys });
  expect(server.stderr).toBe('Ready.\n');
  writeFileSync(webIdentityKeys, '{"https://issuer.example":[]}');
  await expect(served({ webIdentityKeys })).rejects.toThrow('`--web-identity-keys`: the web identity keys of');
  writeFileSync(webIdentityKeys, '[]');
  await expect(served({ webIdentityKeys })).rejects.toThrow('is no object');
});

test('every request counts as TLS where the server is told so', async () => {
  const Condition = { Bool: { 'aws:SecureTransport': 'true' } };
  const Statement = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*', Condition };
  const listed = async (secureTransport?: string) => {
    await using server = await served({ json: true, ...(secureTransport !== undefined && { secureTransport }) });
    const { endpoint, accessKeyId, secretAccessKey } = JSON.parse(server.stdout);
    const config = { endpoint, region: 'us-east-1', maxAttempts: 1 };
    const iam = new IAMClient({ ...config, credentials: { accessKeyId, secretAccessKey } });
    await iam.send(new CreateUserCommand({ UserName: 'u' }));
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(new PutUserPolicyCommand({ UserName: 'u', PolicyName: 'p', PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'u' }));
    iam.destroy();
    const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
    const s3 = new S3Client({ ...config, credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } });
    const call = s3.send(new ListBucketsCommand({})).finally(() => s3.destroy());
    return await call.then(
      () => 'allowed',
      ({ name }: Error) => name,
    );
  };
  expect(await listed()).toBe('AccessDenied');
  expect(await listed('true')).toBe('allowed');
  await expect(served({ secureTransport: 'yes' })).rejects.toThrow('pass `true` or `false`');
});

test('a server with a state file goes on where it was left, and refuses a file that is no snapshot', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const state = join(folder, 'state.json');
  {
    await using server = await served({ json: true, state, credential: ['mine:secret:111122223333'] });
    expect(JSON.parse(server.stdout).account).toBe('123456789012');
  }
  await using server = await served({ json: true, state });
  const { endpoint } = JSON.parse(server.stdout);
  expect((await callerIdentity(endpoint, 'mine', 'secret')).Account).toBe('111122223333');
  const wrong = join(folder, 'wrong.json');
  writeFileSync(wrong, '{}');
  await expect(served({ state: wrong })).rejects.toThrow('this cannot be restored: `format` is not');
  await expect(served({ control: 'all' })).rejects.toThrow('pass `loopback`, `any` or `off`');
});

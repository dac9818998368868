import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as iam from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListObjectsV2Command, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { type Credentials, startEmulator } from '../emulator/index.js';
import { type Decision, readYaml, trace } from '../engine/index.js';
import { startedDecision } from './recorded-run.fixture.js';
import { createRecordWriter, latestRun, type RecordWriterOptions, readRun, redecide } from './run-record.js';

const ACCOUNT = '123456789012';

const document = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

function recordFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'record-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function writerInto(folder: string, options: Partial<RecordWriterOptions> = {}) {
  return createRecordWriter({ folder, id: 'r1', target: 'embedded', worker: '1', start: 1_000, ...options });
}

type Story = Awaited<ReturnType<typeof story>>;
let told: Promise<Story> | undefined;

/** Told once for all tests. */
function theStory(): Promise<Story> {
  told ??= story();
  return told;
}

afterAll(async () => {
  const { folder, redacted } = await theStory();
  for (const made of [folder, redacted]) rmSync(made, { recursive: true });
});

/** A user with boundary, a session with a session policy, and a bucket with a policy; what they may differs. */
async function story() {
  const [folder, redacted] = [mkdtempSync(join(tmpdir(), 'record-')), mkdtempSync(join(tmpdir(), 'record-'))];
  const writers = [writerInto(folder), writerInto(redacted, { redactAccounts: { salt: 's' } })];
  await using emulator = await startEmulator({ seed: 'record' });
  const test = 1;
  for (const writer of writers) {
    writer.beginTest();
    emulator.decisions.subscribe((made) => writer.decision({ ...made, test, phase: 'test' }));
  }
  const { root } = emulator.account(ACCOUNT);
  const admin = new iam.IAMClient(emulator.clientConfig(root));
  const boundary = document({ Effect: 'Allow', Action: ['iam:*', 's3:*', 'sts:*'], Resource: '*' });
  const { Policy } = await admin.send(
    new iam.CreatePolicyCommand({ PolicyName: 'limit', PolicyDocument: boundary, Path: '/app/' }),
  );
  const { User } = await admin.send(
    new iam.CreateUserCommand({
      UserName: 'u',
      PermissionsBoundary: Policy?.Arn,
      Tags: [{ Key: 'team', Value: 'red' }],
    }),
  );
  const allowed = document(
    { Sid: 'Some', Effect: 'Allow', Action: ['iam:Get*', 'iam:ListUsers'], Resource: '*' },
    {
      Effect: 'Deny',
      Action: 'iam:GetUser',
      Resource: '*',
      Condition: { StringLike: { 'aws:PrincipalTag/team': 'r*' } },
    },
  );
  await admin.send(new iam.PutUserPolicyCommand({ UserName: 'u', PolicyName: 'p', PolicyDocument: allowed }));
  const { AccessKey } = await admin.send(new iam.CreateAccessKeyCommand({ UserName: 'u' }));
  const user = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const trust = document({ Effect: 'Allow', Principal: { AWS: User?.Arn }, Action: 'sts:AssumeRole' });
  const { Role } = await admin.send(new iam.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust }));
  const all = document({ Effect: 'Allow', Action: '*', Resource: '*' });
  await admin.send(new iam.PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'all', PolicyDocument: all }));
  await bucketOf(root);
  const Policy2 = document({ Effect: 'Allow', Action: ['s3:ListBucket', 'iam:ListRoles'], Resource: '*' });
  const { Credentials: key } = await new STSClient(emulator.clientConfig(user)).send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'me', Policy: Policy2 }),
  );
  const session: Credentials = {
    accessKeyId: key?.AccessKeyId ?? '',
    secretAccessKey: key?.SecretAccessKey ?? '',
    sessionToken: key?.SessionToken ?? '',
  };
  async function bucketOf(owner: Credentials): Promise<void> {
    const s3 = new S3Client(emulator.clientConfig(owner));
    await s3.send(new CreateBucketCommand({ Bucket: 'recorded' }));
    const Resource = ['arn:aws:s3:::recorded', 'arn:aws:s3:::recorded/*'];
    const named = document({ Effect: 'Allow', Principal: { AWS: User?.Arn }, Action: 's3:ListBucket', Resource });
    await s3.send(new PutBucketPolicyCommand({ Bucket: 'recorded', Policy: named }));
  }
  const calls = async (credentials: Credentials) => {
    const config = emulator.clientConfig(credentials);
    const client = new iam.IAMClient(config);
    const s3 = new S3Client(config);
    const sent = [
      client.send(new iam.GetUserCommand({ UserName: 'u' })),
      client.send(new iam.GetRoleCommand({ RoleName: 'r' })),
      client.send(new iam.ListUsersCommand({})),
      client.send(new iam.ListRolesCommand({})),
      client.send(new iam.CreateUserCommand({ UserName: 'other', Tags: [{ Key: 'a', Value: 'b' }] })),
      s3.send(new ListObjectsV2Command({ Bucket: 'recorded' })),
    ];
    await Promise.allSettled(sent);
  };
  await Promise.all([root, user, session].map(calls));
  const made = emulator.decisions.list().map(({ decision }) => decision);
  const actions = [
    'iam:GetUser',
    'iam:ListUsers',
    's3:ListBucket',
    's3:GetObject',
    'dynamodb:GetItem',
    'iam:ListRoles',
  ];
  for (let index = 0; index < 240; index++) {
    const { accessKeyId } = [user, session][index % 2] ?? user;
    const action = actions[index % actions.length] ?? '';
    const resource =
      action === 's3:ListBucket' ? 'arn:aws:s3:::recorded' : `arn:aws:${action.split(':')[0]}:::${index}`;
    const decision = emulator.decide(accessKeyId, {
      action,
      resource,
      context: { 'aws:SourceIp': `203.0.113.${index}` },
    });
    made.push(decision);
    for (const writer of writers) {
      writer.decision({ decision, operation: action, time: 3_000, test, phase: 'test' });
    }
  }
  for (const writer of writers) {
    writer.endTest({ test, file: 'a.scenario.test.ts', name: 'a > b', state: 'passed', duration: 12 });
    writer.flush();
  }
  return { folder, redacted, made, secrets: [user, session].flatMap((credentials) => Object.values(credentials)) };
}

test('every recorded decision comes out the same when it is decided again from the record alone', async () => {
  const { folder, made } = await theStory();
  const { decisions, tests, run } = readRun(folder);
  expect(decisions.length).toBe(made.length);
  expect(decisions.length).toBeGreaterThan(200);
  const again = decisions.map(redecide);
  const text = ({ request: _, policies: __, ...decision }: Decision) => JSON.stringify(decision);
  expect(again.map(text)).toEqual(made.map(text));
  expect(again.map(fate)).toEqual(made.map(fate));
  expect(new Set(decisions.map(({ decision }) => decision.because)).size).toBe(4);
  expect(tests).toEqual([{ file: 'a.scenario.test.ts', name: 'a > b', state: 'passed', duration: 12 }]);
  expect(run).toEqual({ id: 'r1', target: 'embedded', start: 1_000 });
});

/** How each statement fared. */
function fate(decision: Decision) {
  const { layers } = trace(decision);
  return JSON.stringify(
    layers.map(({ layer, groups }) => [layer, groups.flat().map(({ sid, mismatches }) => [sid, mismatches])]),
  );
}

test('each policy stands once in the record, however many decisions it took part in', async () => {
  const { policies } = readRun((await theStory()).folder);
  const names = policies.map(({ attached }) => `${attached.policy.kind} ${attached.source.name}`);
  expect(names.sort()).toEqual(
    [
      'boundary limit',
      'identity all',
      'identity p',
      'resource BucketPolicy',
      'session session policy',
      'trust AssumeRolePolicyDocument',
    ].sort(),
  );
});

test('no secret, token or key id is in the record', async () => {
  const { folder, secrets } = await theStory();
  const text = readFileSync(join(folder, '1.jsonl'), 'utf8');
  for (const secret of secrets) expect(text).not.toContain(secret);
});

test('with other account ids, decisions come out the same', async () => {
  const { redacted: folder } = await theStory();
  expect(readFileSync(join(folder, '1.jsonl'), 'utf8')).not.toContain(ACCOUNT);
  for (const recorded of readRun(folder).decisions) expect(redecide(recorded).outcome).toBe(recorded.decision.outcome);
});

test('the places of a policy that was read from YAML are those of the file', async () => {
  const folder = recordFolder();
  const { document: json = '', positions } = await readYaml(
    'Version: "2012-10-17"\nStatement:\n  - Effect: Allow\n    Action: s3:*\n    Resource: "*"\n',
  );
  const writer = writerInto(folder, { fileOf: () => ({ file: 'p.yaml', positions: () => positions }) });
  writer.decision({ ...startedDecision(json), phase: 'test' });
  writer.flush();
  const [policy] = readRun(folder).policies;
  const { file, positions: read } = policy?.attached.source ?? {};
  expect(file).toBe('p.yaml');
  for (const path of [[], ['Statement', 0], ['Statement', 0, 'Action']]) {
    expect(read?.().valueAt(path)).toEqual(positions.valueAt(path));
    expect(read?.().nameAt(path)).toEqual(positions.nameAt(path));
  }
});

test('half a line at the end, as a killed worker leaves it, is passed over; any other is refused', () => {
  const folder = recordFolder();
  writerInto(folder).flush();
  const file = join(folder, '1.jsonl');
  const whole = readFileSync(file, 'utf8');
  writeFileSync(file, `${whole}{"line":"te`);
  expect(readRun(folder).run?.id).toBe('r1');
  writeFileSync(file, `{"line":"te\n${whole}`);
  expect(() => readRun(folder)).toThrow(/1\.jsonl:1` is no line of a record; record the run again/);
});

test('a folder without a record says how to record one', () => {
  const folder = recordFolder();
  expect(() => readRun(folder)).toThrow(/holds no record of a run/);
  expect(() => latestRun(folder)).toThrow(/record one with `REHEARSAL_RECORD=1 npx vitest run`/);
  expect(readdirSync(folder)).toEqual([]);
});

test('names of others stand in no text of a record, and the words of the record itself stay', () => {
  const folder = recordFolder();
  const writer = writerInto(folder, { redact: (text) => text.replaceAll(/payroll|allowed/g, '<name>') });
  const came = { expected: 'allowed', outcome: 'allowed', how: 'decided' } as const;
  const what = 's3:GetObject on arn:aws:s3:::payroll/k';
  writer.assertion({ test: 1, by: 'matcher', what, ...came, decisions: [] });
  writer.flush();
  const [file = ''] = readdirSync(folder);
  const [, line = ''] = readFileSync(join(folder, file), 'utf8').split('\n');
  expect(JSON.parse(line)).toMatchObject({ ...came, what: 's3:GetObject on arn:aws:s3:::<name>/k' });
});

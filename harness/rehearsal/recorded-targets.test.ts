import { GetUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmulator } from '../emulator/index.js';
import { policyCoverage } from '../reports/coverage.js';
import { coverageText } from '../reports/coverage-text.js';
import { mutatePolicies } from '../reports/mutation.js';
import { mutationText } from '../reports/mutation-text.js';
import { recordTests } from '../reports/recorded-tests.fixture.js';
import { type ReadRun, readRun, runFolder } from '../reports/run-record.js';
import { openEndpoint } from '../targets/endpoint.js';
import { openEmbedded, type Target } from '../targets/index.js';
import { openAccount, type RehearsalAccount } from './account.js';
import { recordTest, type TestRecord } from './run-log.js';

const id = recordTests();
let embedded: ReadRun;
let served: ReadRun;

beforeAll(async () => {
  embedded = await recorded('embedded', await openEmbedded());
  const emulator = await startEmulator();
  const url = await emulator.listen({ trustOrigin: true, secureTransport: true });
  served = await recorded('served', await openEndpoint({ url }));
  await emulator.close();
}, 60_000);

afterAll(() => {
  delete process.env.REHEARSAL_RECORD;
});

/** Runs the scenario once on a target, with a record of its own. */
async function recorded(name: string, target: Target): Promise<ReadRun> {
  process.env.REHEARSAL_RECORD = `${id}/${name}`;
  let record: TestRecord | undefined;
  const account = await openAccount(target, undefined, (opened, files) => {
    record = recordTest(target, {}, () => ({ file: 'a.test.ts', name: 'a', account: opened, files }));
    return record;
  });
  await scenario(account);
  await record?.end({ state: 'passed', duration: 1 });
  await account.close();
  await target[Symbol.asyncDispose]();
  return readRun(runFolder(`${id}/${name}`));
}

/** With a client of the fixtures, with one that code under test makes, and as a program that has nothing but its environment. */
async function scenario(account: RehearsalAccount): Promise<void> {
  const team = { StringEquals: { 'aws:PrincipalTag/team': 'blue' } };
  const user = await account.user({
    tags: { team: 'blue' },
    allows: [
      { Action: ['iam:GetUser', 's3:ListAllMyBuckets'], Resource: '*' },
      { Action: 'iam:ListUsers', Resource: '*', Condition: team },
    ],
    denies: 'iam:ListRoles',
  });
  await account.role({ trusts: user, allows: 's3:*' });
  await account.role({ trusts: user, condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } });
  await user.client(IAMClient).send(new GetUserCommand({}));
  await new S3Client(user.clientConfig()).send(new ListBucketsCommand({}));
  const env = await user.env();
  const program = new IAMClient({
    region: env.AWS_REGION ?? '',
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' },
  });
  await program.send(new ListUsersCommand({}));
  program.destroy();
}

const decisionsOf = ({ decisions }: ReadRun) =>
  decisions.map(({ phase, operation, decision: { outcome }, isWhole }) => [phase, operation, outcome, isWhole]);

test('what programs and clients of code under test call is recorded on a server as in the process', () => {
  expect(decisionsOf(served)).toEqual(decisionsOf(embedded));
  expect(decisionsOf(served).filter(([phase]) => phase === 'test')).toEqual([
    ['test', 'iam:GetUser', 'allowed', true],
    ['test', 's3:ListBuckets', 'allowed', true],
    ['test', 'iam:ListUsers', 'allowed', true],
  ]);
  expect(served.assertions.length).toBe(embedded.assertions.length);
});

test('coverage and mutation come out the same on a server as in the process', () => {
  const coverage = coverageText(policyCoverage(embedded));
  expect(coverage).toContain('aws:PrincipalTag/team');
  expect(coverageText(policyCoverage(served))).toBe(coverage);
  expect(mutationText(mutatePolicies(served))).toBe(mutationText(mutatePolicies(embedded)));
});

test('who can assume what is recorded on both; the policies of what nobody called are none that tests are about', () => {
  for (const { assumptions, policies } of [embedded, served]) {
    const pairs = assumptions.flatMap(({ can }) =>
      can.map(({ outcome, keys, decision }) => [outcome, keys, decision.because]),
    );
    expect(pairs).toEqual([
      ['allowed', [], 'allowed'],
      ['conditional', ['aws:MultiFactorAuthPresent'], 'allowed'],
    ]);
    expect(assumptions).toMatchObject([{ decided: 4, leftOut: 0, test: { name: 'a' } }]);
    expect(policies.map(({ attached }) => attached.policy.kind)).not.toContain('trust');
  }
});

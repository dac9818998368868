import { readFileSync } from 'node:fs';
import { DeletePublicAccessBlockCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, type RehearsalAccount, test } from '../rehearsal/index.js';
import { type KnownPolicy, policyCoverage } from './coverage.js';
import { coverageText } from './coverage-text.js';
import { leastPrivilege } from './least-privilege.js';
import { leastPrivilegeText } from './least-privilege-text.js';
import { mutatePolicies } from './mutation.js';
import { mutationText } from './mutation-text.js';
import { mutantKey, plainlyKilled } from './plain-mutation.fixture.js';
import { recordTests } from './recorded-tests.fixture.js';
import { readRun, redecide, runFolder } from './run-record.js';

const FOLDER = 'fixtures/demo-policies';
const demo = (name: string) => `${FOLDER}/${name}`;
const NOTE = 'arn:aws:s3:::demo-notes/a';

const id = recordTests();

async function deployer(account: RehearsalAccount) {
  const trustFile = { file: demo('deployer-trust.json'), replace: { '123456789012': account.id } };
  return account.role({ trustFile, policyFile: demo('deployer.json') });
}

test('the reader reads notes', async ({ user }) => {
  const reader = await user({ policyFile: demo('reader.yaml') });
  await expect(reader).toBeAllowed('s3:GetObject', { resource: NOTE });
  await expect(reader).toBeDenied('iam:ListUsers');
});

test('the writer writes notes', async ({ account, user, admin }) => {
  const bucket = await account.bucket();
  const replace = { 'demo-notes': bucket.name };
  const writer = await user({ policyFile: { file: demo('writer.json'), replace } });
  await writer.client(S3Client).send(new PutObjectCommand({ Bucket: bucket.name, Key: 'a', Body: 'a note' }));
  await expect(writer).toBeDenied('s3:GetObject', { resource: `${bucket.arn}/a` });
  await expect(admin).toBeAllowed('s3:GetObject', { resource: `${bucket.arn}/a` });
});

test('the deployer of another team deploys', async ({ account, user }) => {
  const partner = await user({ allows: 'sts:AssumeRole' });
  const session = await partner.assume(await deployer(account));
  await expect(session).toBeAllowed('lambda:UpdateFunctionCode');
});

test('what is published stays private elsewhere', async ({ account, admin, user }) => {
  const bucket = await account.bucket();
  const Policy = await account.policyFile({
    file: demo('published-bucket.json'),
    replace: { 'demo-published': bucket.name },
  });
  const s3 = admin.client(S3Client);
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: bucket.name }));
  await s3.send(new PutBucketPolicyCommand({ Bucket: bucket.name, Policy }));
  await expect(await user()).toBeDenied('s3:GetObject', { resource: `${bucket.arn}/private/a` });
});

/** Where each fault is, and the words in which it is named. */
const FAULTS: Readonly<Record<string, string>> = {
  'too wide action': 'reader.yaml:5  action s3:Get* widened to * (statement ReadNotes)',
  'too wide resource': 'reader.yaml:6  resource arn:aws:s3:::demo-* widened to * (statement ReadNotes)',
  'untested condition':
    'reader.yaml:9  condition StringEquals aws:RequestedRegion of statement ReadNotes refused no request',
  'unused grant': 'writer.json:9  action s3:DeleteObject of statement WriteNotes decided in no test',
  'dead statement': 'writer.json:13  statement OldArchive decided in no test: no request fitted its resource',
  'unreachable Deny': 'writer.json:19  statement KeepSecrets dropped',
  'hole of NotAction': 'deployer.json:7  iam:* dropped from NotAction (statement EverythingButIam)',
  'missing trust condition': 'deployer-trust.json:7  Principal widened to * (statement Partner)',
  'wildcard principal':
    'published-bucket.json:4  statement Everyone decided in no test: no request fitted its resource',
  'missing boundary': 'boundary.json:4  statement NoMoreThanNotes decided in no test: the policy was asked in none',
};

/** What is missing where only a place tells little, in the line below. */
const NATURES: readonly string[] = [
  'it trusts all of the account <account> without a condition (sts:ExternalId where that is a third party',
  'Principal is * and there is no condition: that is everyone, also without credentials',
  'no user or role of a test has it as its boundary; without one: ',
];

/** What nobody needed, so that it can be left out. */
const NOT_NEEDED: readonly string[] = [
  'reader.yaml:5  action s3:Get* of statement ReadNotes was needed for s3:GetObject only',
  'reader.yaml:6  resource arn:aws:s3:::demo-* of statement ReadNotes was needed for arn:aws:s3:::demo-notes/a only',
  'writer.json:9  action s3:DeleteObject of statement WriteNotes was not needed',
  'writer.json:13  statement OldArchive was not needed',
];

test('coverage and mutation name all ten faults, least privilege what is too wide', () => {
  const run = readRun(runFolder(id));
  for (const recorded of run.decisions) {
    const { outcome, because, request } = recorded.decision;
    expect([request.action, because, redecide(recorded).outcome]).toEqual([request.action, because, outcome]);
  }
  const file = demo('boundary.json');
  const boundary: KnownPolicy = { file, kind: 'boundary', document: readFileSync(file, 'utf8') };
  const text = `${coverageText(policyCoverage(run, [boundary]))}\n\n${mutationText(mutatePolicies(run))}`;
  for (const [fault, words] of Object.entries(FAULTS))
    expect([fault, text]).toEqual([fault, expect.stringContaining(`${FOLDER}/${words}`)]);
  for (const words of NATURES) expect(text).toContain(`\n      ${words}`);
  const suggestions = leastPrivilege(run);
  for (const words of NOT_NEEDED) expect(leastPrivilegeText(suggestions)).toContain(`${FOLDER}/${words}`);
  expect(suggestions.flatMap(({ proof }) => proof.lost)).toEqual([]);
});

test('the faults that are noticed are those that deciding everything again notices', () => {
  const run = readRun(runFolder(id));
  const killed = mutatePolicies(run).mutants.filter(({ state }) => state === 'killed');
  expect(killed.map(({ policy, statement, what }) => mutantKey(policy.key, statement?.index ?? -1, what))).toEqual(
    plainlyKilled(run),
  );
});

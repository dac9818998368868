import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './index.js';

const NOTES = 'fixtures/policies/notes.yaml';
const NOTE = 'arn:aws:s3:::notes/a';

const failure = async (assertion: Promise<unknown>) => {
  const error = await assertion.then(
    () => new TypeError('the assertion held'),
    (reason) => reason as Error,
  );
  return `${error.name}: ${error.message}`;
};

test('a failed expectation names the line of the policy file, what would have to change, and how to see more', async ({
  user,
}) => {
  const reader = await user({ name: 'reader', policyFile: NOTES });
  expect(await failure(expect(reader).toBeAllowed('s3:GetObject', { resource: NOTE }))).toBe(
    `Error: ${reader.arn}: expected s3:GetObject on ${NOTE} to be allowed, and it was denied (decided without executing it)
why: no policy of the caller allows s3:GetObject, and what is not allowed is denied
  nearest: the statement ReadNotes of notes (fixtures/policies/notes.yaml:4)
    \`aws:SourceIp\` would have to be \`203.0.113.0/24\` (IpAddress); the request has \`127.0.0.1\`
trace: pass \`{ trace: true }\` to see every layer, statement and condition`,
  );
  const office = reader.with({ sourceIp: '203.0.113.7' });
  expect(await failure(expect(office).toBeDenied('s3:GetObject', { resource: NOTE }))).toContain(
    'allowed by the statement ReadNotes of notes (fixtures/policies/notes.yaml:4)',
  );
  const traced = await failure(expect(reader).toBeAllowed('s3:DeleteObject', { resource: NOTE, trace: true }));
  expect(traced).toContain('Deny by the statement KeepNotes of notes (fixtures/policies/notes.yaml:11) matches');
  expect(traced).toContain('aws:sourceip: 127.0.0.1');
  expect(traced).not.toContain('RehearsalGuard');
});

test('managed policies, boundaries and trust policies come out of files too', async ({ account, user, role }) => {
  const policy = await account.policy({ file: new URL('../../fixtures/policies/notes.yaml', import.meta.url) });
  const boundary = await account.boundary({ file: NOTES });
  const bound = await user({ allows: 's3:*', policies: [policy], boundary });
  const denied = await failure(expect(bound).toBeAllowed('s3:DeleteObject', { resource: NOTE }));
  expect(denied).toContain(`the statement KeepNotes of ${policy.name} (${NOTES}:11)`);
  await expect(bound).toBeDenied('s3:GetObject', { resource: NOTE, by: 'boundary' });
  await expect(bound).toBeDenied('s3:GetObject', { resource: NOTE, by: boundary });
  expect(await failure(expect(bound).toBeDenied('s3:GetObject', { resource: NOTE, by: 'notes' }))).toContain(
    'and by `notes`, where it is boundary',
  );
  expect(await failure(expect(bound).toBeAllowed('s3:GetObject', { resource: NOTE }))).toContain(
    `${boundary.name} (${NOTES}:4)`,
  );

  const replace = { '123456789012': account.id };
  const trusting = await role({ trustFile: { file: 'fixtures/policies/trust.json', replace } });
  const caller = await user({ allows: 'sts:AssumeRole' });
  await expect(caller).toBeAbleToAssume(trusting, { ExternalId: 'notes' });
  await expect(caller).not.toBeAbleToAssume(trusting);
  const refused = await failure(expect(caller).toBeAbleToAssume(trusting, { ExternalId: 'other' }));
  expect(refused).toContain(
    `expected AssumeRole of ${trusting.arn} to be allowed, and it was denied (really called)\nAWS says: User: `,
  );
  expect(refused).toContain('(fixtures/policies/trust.json:4)');
  expect(refused).toContain('`sts:ExternalId` would have to be `notes` (StringEquals); the request has `other`');
});

test('a file that cannot be used says why', async ({ account, role }) => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  const broken = join(folder, 'broken.yaml');
  writeFileSync(broken, 'Version: x\nStatement: [');
  expect(await failure(account.policyFile(broken))).toMatch(
    /RehearsalError: `.*broken\.yaml:2` holds neither JSON nor YAML: /,
  );
  const comma = join(folder, 'comma.json');
  writeFileSync(comma, '{"Version":"2012-10-17","Statement":[\n]\n,}');
  expect(await failure(account.policyFile(comma))).toMatch(
    /`.*comma\.json:3` is no JSON: a comma stands before the `}`/,
  );
  const lower = join(folder, 'lower.yaml');
  writeFileSync(lower, "Version: '2012-10-17'\nstatement: []");
  const REFUSED =
    /^RehearsalError: `.*lower\.yaml:2` is refused by AWS: .+: `statement` is no element of a policy, `Statement` is$/;
  expect(await failure(account.user({ policyFile: lower }))).toMatch(REFUSED);
  expect(await failure(account.policy({ file: lower }))).toMatch(REFUSED);
  expect(await failure(account.boundary({ file: lower }))).toMatch(REFUSED);
  expect(await failure(role({ trustFile: lower }))).toMatch(/lower\.yaml:1` is refused by AWS: .+ Statement is empty/);
  rmSync(folder, { recursive: true });
  expect(await failure(account.policyFile('policies/none.json'))).toContain(
    'the policy file `policies/none.json` cannot be read (ENOENT',
  );
  expect(await failure(account.policy({ file: NOTES, allows: 's3:*' }))).toContain('leave out the one or the other');
  expect(await failure(role({ trusts: '*', trustFile: NOTES }))).toContain('either `trusts`');
  expect(await failure(role({}))).toContain('either `trusts`');
});

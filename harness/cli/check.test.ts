import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type CheckFlags, check } from './check.js';

const CLEAN = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';
const TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}]}';
const SUSPICIOUS = `Version: '2012-10-17'
Statement:
  - Effect: Allow
    Action:
      - s3:GetObject
      - s3:GetObjects
    Resource: '*'
`;

async function checking(files: Readonly<Record<string, string>>, flags: CheckFlags = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'check-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const paths = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
  let printed = '';
  const stdout = { write: (text: string) => (printed += text) };
  const sarif = join(folder, 'out.sarif');
  const code = await check(paths, { ...flags, sarif }, { env: {}, stdout, cwd: () => folder });
  return { code, printed, sarif: JSON.parse(readFileSync(sarif, 'utf8')) };
}

test('files without anything to look at end with 0, each as the kind that it looks like', async () => {
  const { code, printed, sarif } = await checking({ 'p.json': CLEAN, 'trust.json': TRUST });
  expect(printed).toBe('2 files checked, 0 findings\n');
  expect([code, sarif.runs[0].results]).toEqual([0, []]);
});

test('what is suspicious is told at its line of the YAML, and in SARIF', async () => {
  const { code, printed, sarif } = await checking({ 'p.yaml': SUSPICIOUS });
  expect(printed).toBe(
    'p.yaml:6:9: warning: `s3:GetObjects` is not known as an action of s3: check the spelling (unknown-action)\n1 file checked, 1 finding\n',
  );
  expect(code).toBe(1);
  expect(sarif.runs[0]).toMatchObject({
    tool: {
      driver: {
        rules: [{ id: 'unknown-action', shortDescription: { text: 'AWS does not know an action of this name.' } }],
      },
    },
    results: [{ ruleId: 'unknown-action', level: 'warning' }],
  });
});

test('what AWS refuses is an error in its words, at its line', async () => {
  const { code, printed } = await checking({ 'p.json': CLEAN.replace('"Allow"', '\n"Maybe"'), 'q.json': '{\n"a"' });
  expect(printed).toMatch(
    /^p\.json:2:1: error: .+ \(refused-by-aws\)\nq\.json:2:4: error: .+ \(refused-by-aws\)\n2 files checked, 2 findings\n$/,
  );
  expect(code).toBe(1);
});

test('what AWS says of many faults is told apart, and what is far too long is not looked at', async () => {
  const { printed } = await checking({ 'p.yaml': 'version: 1', 'q.json': '', 'r.json': `{${' '.repeat(300_000)}` });
  expect(printed).toContain(
    'p.yaml:1:1: error: Syntax errors in policy: `version` is no element of a policy, `Version` is',
  );
  expect(printed).toContain('q.json:1:1: error: Syntax errors in policy: the document is empty');
  expect(printed).toContain('r.json:1:1: error: the file has more than 250000 characters');
});

test('the kind can be told, and what is no YAML is an error too', async () => {
  expect((await checking({ 'p.json': TRUST }, { kind: 'identity' })).printed).toContain(
    'error: Policy document should not specify a principal. (refused-by-aws)',
  );
  expect((await checking({ 'p.yaml': 'a: [' })).printed).toMatch(/^p\.yaml:1:\d+: error: /);
});

test('an unknown kind and a missing file are refused', async () => {
  const process = { env: {}, stdout: { write: () => undefined }, cwd: () => '.' };
  await expect(check([], { kind: 'user' }, process)).rejects.toThrow(
    '`--kind user` is no kind of policy; pass one of `identity`',
  );
  await expect(check(['missing.json'], {}, process)).rejects.toThrow('`missing.json` cannot be read: ENOENT');
  await expect(check([], { sarif: join('none', 'x') }, process)).rejects.toThrow('cannot be written: ENOENT');
});

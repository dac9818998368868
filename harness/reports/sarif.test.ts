import { expect, test } from 'vitest';
import { type FileFinding, sarif } from './sarif.js';

const finding: FileFinding = {
  file: 'policies/notes & more.json',
  line: 8,
  column: 9,
  rule: 'unknown-action',
  level: 'warning',
  message: '`s3:GetObjects` is not known as an action of s3',
};

test('each finding is a result with its rule, level and place', () => {
  const [run] = JSON.parse(
    sarif([finding, { ...finding, rule: 'malformed', level: 'error' }], { version: '1.2.3' }),
  ).runs;
  expect(run.tool.driver).toEqual({
    name: 'iam-rehearsal',
    version: '1.2.3',
    rules: [
      { id: 'malformed', shortDescription: { text: 'malformed' } },
      { id: 'unknown-action', shortDescription: { text: 'unknown-action' } },
    ],
  });
  expect(run.results).toMatchObject([
    { ruleId: 'unknown-action', ruleIndex: 1, level: 'warning', message: { text: finding.message } },
    { ruleId: 'malformed', ruleIndex: 0, level: 'error' },
  ]);
  expect(run.results[0].locations).toEqual([
    {
      physicalLocation: {
        artifactLocation: { uri: 'policies/notes%20%26%20more.json', uriBaseId: 'SRCROOT' },
        region: { startLine: 8, startColumn: 9 },
      },
    },
  ]);
});

test('a rule has its own sentence where there is one, and no finding is a log without results', () => {
  const rules = { 'unknown-action': 'A name that AWS does not know.' };
  const [run] = JSON.parse(sarif([finding], { version: '1', rules })).runs;
  expect(run.tool.driver.rules[0].shortDescription.text).toBe('A name that AWS does not know.');
  const empty = JSON.parse(sarif([], { version: '1' }));
  expect(empty).toMatchObject({ version: '2.1.0', runs: [{ results: [], tool: { driver: { rules: [] } } }] });
});

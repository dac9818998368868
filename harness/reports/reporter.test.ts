import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { annotations } from './annotations.js';
import { matrixText, principalName, runMatrix } from './matrix.js';
import { group, json, recordedRun } from './recorded-run.fixture.js';
import RehearsalReporter, { type RehearsalReporterOptions, type ReporterProcess } from './reporter.js';
import { createRecordWriter, runFolder } from './run-record.js';
import { runSummary } from './run-summary.js';
import { stepSummary, summaryText } from './run-summary-text.js';

const FILE = 'policies/notes.json';
const NOTES = json(
  { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::notes/*' },
  { Sid: 'Keep', Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' },
);

const policies = { identity: group('identity', NOTES, FILE) };
const run = recordedRun([
  { policies, action: 's3:ListAllMyBuckets', phase: 'setup' },
  { policies, expected: 'allowed' },
  { policies, action: 's3:PutObject' },
  { policies, action: 's3:GetObject', by: 'role/app', resource: 'arn:aws:s3:::other/a', expected: 'denied' },
]);
const summary = runSummary(run);

test('a terminal is told decisions, coverage, mutation score and who may what', () => {
  const text = summaryText(summary);
  expect(text).toContain(
    'iam-rehearsal: 3 decisions of tests on `embedded`: 2 allowed, 1 denied; 1 more to prepare them',
  );
  expect(text).toContain('Policy coverage: 57%; statements 1/2');
  expect(text).toMatch(/policies\/notes\.json:1 {2}statement Keep decided in no test/);
  expect(text).toMatch(/Policy mutation: \d+%/);
  expect(text).toContain('Least privilege: 0 grants were not needed, 1 more only in part; `npx rehearse report');
  expect(text).toContain(
    'a.test.ts > a\n                alice    app/s\n  s3:GetObject  allowed  denied\n  s3:PutObject  allowed  -',
  );
  expect(summaryText(summary, { findings: 1, matrices: 0 })).toContain('more lines of survivors');
  expect(summaryText(summary, { findings: 1, matrices: 0 })).toContain('and 1 more tests');
});

test('what changed for a principal is shown one after the other, and names that fixtures make are short', () => {
  const changed = recordedRun([
    { policies: {}, by: 'iamr-6f85492c-user-13d53d26-1' },
    { policies, by: 'iamr-6f85492c-user-13d53d26-1' },
  ]);
  const [matrix] = runMatrix(changed);
  expect(matrix && matrixText(matrix)).toBe(
    'a.test.ts > a\n                user-1\n  s3:GetObject  denied, then allowed',
  );
  expect(principalName({ type: 'anonymous' })).toBe('anonymous');
  expect(principalName({ type: 'service', service: 'lambda.amazonaws.com' })).toBe('lambda.amazonaws.com');
});

test('GitHub is told the lines of policy files, at most ten of a kind', () => {
  const commands = annotations(summary);
  expect(commands.join('\n')).toMatch(
    /^::notice file=policies\/notes\.json,line=1,col=\d+,title=Policy coverage::statement Keep decided in no test/m,
  );
  expect(
    commands.filter((command) => command.startsWith('::warning file=policies/notes.json,line=1')).length,
  ).toBeGreaterThan(0);
  const many = json(
    ...Array.from({ length: 12 }, (_, at) => ({ Sid: `S${at}`, Effect: 'Deny', Action: `sqs:A${at}`, Resource: '*' })),
  );
  const notices = annotations(
    runSummary(recordedRun([{ policies: { identity: group('identity', many, FILE) } }])),
  ).filter((command) => command.startsWith('::notice'));
  expect(notices).toHaveLength(10);
  expect(notices.at(-1)).toContain('::and 3 more, which GitHub does not show');
});

test("a step's summary is Markdown that stays below GitHub's limit", () => {
  const markdown = stepSummary(summary);
  expect(markdown).toContain('| embedded | 2 | 1 | 57% |');
  expect(markdown).toContain(
    '| `policies/notes.json:1` | statement Keep decided in no test: no request fitted its action |',
  );
  expect(markdown).toContain('### Granted, and not needed\n\n| Where | What |');
  expect(markdown).toContain('<details><summary>a.test.ts &gt; a</summary>');
  const short = stepSummary(summary, 1024 * 1024 - 200);
  expect(Buffer.byteLength(short)).toBeLessThan(200);
  expect(short).toContain('The rest was left out');
  expect(stepSummary(summary, 1024 * 1024)).toBe('');
});

/** The end of a run whose worker wrote one decision, as the reporter tells it. */
function reported(options: RehearsalReporterOptions, env: ReporterProcess['env'], isRecorded = true) {
  const id = `test-${process.pid}-${Math.random().toString(16).slice(2)}`;
  const said: string[] = [];
  const runs: ReporterProcess = { env: { ...env, REHEARSAL_RECORD: id }, stdout: { write: (text) => said.push(text) } };
  const reporter = new RehearsalReporter(options, runs);
  reporter.onInit();
  const annotated: { type: string; message: string }[] = [];
  if (isRecorded) record(id);
  onTestFinished(() => rmSync(runFolder(id), { recursive: true, force: true }));
  const tests = [{ fullName: 'a', module: { relativeModuleId: 'a.test.ts' }, task: { annotations: annotated } }];
  reporter.onTestRunEnd([{ children: { allTests: () => tests } }] as never);
  return { said: said.join(''), exitCode: runs.exitCode, annotated, env: runs.env };
}

function record(id: string): void {
  const writer = createRecordWriter({ folder: runFolder(id), id, target: 'embedded', worker: '1', start: 0 });
  const test = writer.beginTest();
  const [, decided] = run.decisions;
  if (decided) writer.decision({ ...decided, requestId: 'r', test, phase: 'test', decision: decided.decision });
  writer.endTest({ test, file: 'a.test.ts', name: 'a', state: 'passed', duration: 1 });
  writer.flush();
}

test('the reporter has the run recorded, tells its end and gives junit properties', () => {
  const { said, exitCode, annotated } = reported({}, {});
  expect(said).toContain('1 decision of tests on `embedded`: 1 allowed, 0 denied');
  expect(exitCode).toBeUndefined();
  expect(annotated).toContainEqual({ type: 'iam-rehearsal.allowed', message: '1' });
  expect(reported({}, {}, false).said).toContain('no decisions were recorded');
  const plain: ReporterProcess = { env: { REHEARSAL_RECORD: '1' }, stdout: { write: () => undefined } };
  new RehearsalReporter({}, plain).onInit();
  expect(plain.env.REHEARSAL_RECORD).toMatch(/^\d{14}-[0-9a-f]{6}$/);
});

test('too little coverage or too low a score fails the run', () => {
  const { said, exitCode } = reported({ coverageThreshold: 90, mutationThreshold: 100 }, {});
  expect(exitCode).toBe(1);
  expect(said).toContain('below the threshold of 90%');
  expect(said).toContain('below the threshold of 100%');
});

test('on GitHub it writes the summary of the step and remarks, elsewhere not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'step-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [file, lcovFile] = [join(folder, 'summary.md'), join(folder, 'policies.lcov')];
  writeFileSync(file, '# before\n');
  const { said } = reported({ lcovFile }, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file });
  expect(said).toContain('::notice file=policies/notes.json');
  expect(readFileSync(file, 'utf8')).toMatch(/^# before\n## iam-rehearsal\n/);
  expect(readFileSync(lcovFile, 'utf8')).toContain('SF:policies/notes.json');
  expect(reported({}, { GITHUB_STEP_SUMMARY: file }).said).not.toContain('::notice');
  mkdirSync(join(folder, 'a'));
  expect(() => reported({ lcovFile: join(folder, 'a') }, {})).toThrow('`lcovFile` cannot be written');
});

import { expect, test } from 'vitest';
import { compile, readYaml, validate } from './index.js';

const POLICY = `# What the reader may do.
Version: 2012-10-17
Statement:
  - Sid: Read
    Effect: Allow
    Action: [s3:GetObject, s3:ListBucket]
    Resource:
      - arn:aws:s3:::bucket
      - bucket/*
`;

test('a policy in YAML compiles like one in JSON', async () => {
  const { document = '' } = await readYaml(POLICY.replace('- bucket/*', '- arn:aws:s3:::bucket/*'));
  expect(compile(document, { kind: 'identity' })).toMatchObject({
    version: '2012-10-17',
    statements: [{ sid: 'Read', effect: 'Allow' }],
  });
});

test('a fault is shown in the YAML, not in the JSON that was made of it', async () => {
  const { document = '', positions } = await readYaml(POLICY);
  expect(validate(document, { kind: 'identity' }, positions)).toMatchObject([
    { message: 'Resource bucket/* must be in ARN format or "*".', line: 9, column: 9, statement: 0 },
  ]);
});

test('names have places of their own, and one that stands twice is reported', async () => {
  const { document, positions } = await readYaml('Statement:\r\n  Effect: Allow\r\n  Effect: Deny\r\n');
  expect(positions.nameAt(['Statement', 'Effect']).start).toEqual({ line: 3, column: 3 });
  expect(positions.valueAt(['Statement', 'Effect']).start).toEqual({ line: 3, column: 11 });
  expect(positions.duplicates).toEqual([{ path: ['Statement', 'Effect'], position: { line: 3, column: 3 } }]);
  expect(document).toBe('{"Statement":{"Effect":"Deny"}}');
});

test('a text that is no YAML is told where it stops to be one', async () => {
  const { document, positions, message } = await readYaml('Version: "2012\nStatement: [');
  expect(document).toBeUndefined();
  expect(positions.fault).toMatchObject({ line: 2 });
  expect(message).toMatch(/closing/i);
});

test('aliases that would fill the memory are refused', async () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level++) {
    lines.push(
      `a${level}: &a${level} [${Array<string>(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  expect((await readYaml(lines.join('\n'))).document).toBeUndefined();
});

import { expect, permissionMatrix, test } from './index.js';

const ROWS = {
  's3:ListAllMyBuckets': 's3:ListAllMyBuckets',
  'read a note': { action: 's3:GetObject', resource: 'arn:aws:s3:::notes/a' },
  'read a note from the office': {
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::notes/a',
    context: { 'aws:SourceIp': '203.0.113.7' },
  },
} as const;

test('a matrix shows who may what, and a change is one word of it', async ({ user, admin }) => {
  const reader = await user({ policyFile: 'fixtures/policies/notes.yaml' });
  const principals = { admin, 'a reader of notes': reader };
  expect(await permissionMatrix(principals, ROWS)).toMatchInlineSnapshot(`
    "                             admin    a reader of notes
    s3:ListAllMyBuckets          allowed  denied
    read a note                  allowed  denied
    read a note from the office  allowed  allowed"
  `);
  await expect(principals).toMatchPermissionMatrix(ROWS);
});

test('every column is as wide as the longest outcome', async ({ user }) => {
  const text = await permissionMatrix({ nobody: await user() }, ['sqs:SendMessage', 'sqs:ReceiveMessage']);
  expect(text).toBe('                    nobody\nsqs:SendMessage     denied\nsqs:ReceiveMessage  denied');
});

test('a matrix of nothing, or of nobody, says what to pass', async ({ user }) => {
  await expect(permissionMatrix({}, ['s3:GetObject'])).rejects.toThrow('needs a principal and an action');
  await expect(permissionMatrix({ user: await user() }, [])).rejects.toThrow('needs a principal and an action');
  await expect(expect('x').toMatchPermissionMatrix(['s3:GetObject'])).rejects.toThrow('got no principals by name');
});

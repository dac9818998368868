import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { scanJson } from './json-scan.js';
import { jsonPositions } from './positions.js';

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "One", "Effect": "Allow" },
    {
      "Action": ["s3:GetObject",
                 "s3:PutObject"]
    }
  ]
}`;

test('a path leads to the line and column of its value', () => {
  const positions = jsonPositions(POLICY);
  expect(positions.valueAt(['Statement', 1, 'Action', 1])).toEqual({
    start: { line: 7, column: 18 },
    end: { line: 7, column: 32 },
  });
  expect(positions.valueAt(['Statement', 0]).start).toEqual({ line: 4, column: 5 });
  expect(positions.valueAt([]).end).toEqual({ line: 10, column: 2 });
});

test('the name of a member has a place of its own', () => {
  const positions = jsonPositions(POLICY);
  expect(positions.nameAt(['Statement', 0, 'Effect'])).toEqual({
    start: { line: 4, column: 21 },
    end: { line: 4, column: 29 },
  });
  expect(positions.nameAt(['Statement', 1]).start).toEqual({ line: 5, column: 5 });
});

test('what is not there is shown by what would enclose it', () => {
  expect(jsonPositions(POLICY).valueAt(['Statement', 0, 'Resource']).start).toEqual({ line: 4, column: 5 });
});

test('CR LF and CR end a line once', () => {
  const positions = jsonPositions('{\r\n"a": 1,\r"b":\n2}');
  expect(positions.valueAt(['a']).start).toEqual({ line: 2, column: 6 });
  expect(positions.nameAt(['b']).start).toEqual({ line: 3, column: 1 });
  expect(positions.valueAt(['b']).start).toEqual({ line: 4, column: 1 });
});

test('columns count UTF-16 units, as editors and language servers do', () => {
  expect(jsonPositions('{"😀": 1}').valueAt(['😀']).start).toEqual({ line: 1, column: 8 });
});

test('a name that stands twice is reported, and the last one counts', () => {
  const positions = jsonPositions('{"Statement": [{"Sid": "a",\n "Sid": "b"}]}');
  expect(positions.duplicates).toEqual([{ path: ['Statement', 0, 'Sid'], position: { line: 2, column: 2 } }]);
  expect(positions.valueAt(['Statement', 0, 'Sid']).start).toEqual({ line: 2, column: 9 });
});

test.each([
  ['a missing comma', '{"a": 1\n "b": 2}', { line: 2, column: 2 }],
  ['a comma too many', '{"a": 1,}', { line: 1, column: 9 }],
  ['an end that is missing', '{"a": [1', { line: 1, column: 9 }],
  ['a comment', '{ // no\n}', { line: 1, column: 3 }],
  ['a text that is never closed', '{"a": "b}', { line: 1, column: 7 }],
  ['an empty text', '', { line: 1, column: 1 }],
  ['a second value', '{} {}', { line: 1, column: 4 }],
])('%s is found where it is', (_, text, position) => {
  expect(jsonPositions(text).fault).toEqual(position);
});

test('fifty thousand lists in each other do not overflow the stack', () => {
  expect(jsonPositions(`${'['.repeat(50_000)}${']'.repeat(50_000)}`).fault).toBeUndefined();
});

test('the scanner accepts what JSON.parse accepts, and nothing else', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"\\u00e4"',
    '"\\x"',
    '-1.5e3',
    '01',
    'null',
    ' ',
    '1.',
  );
  const texts = fc.oneof(
    fc.json(),
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      return (scanJson(text).fault === undefined) === isJson;
    }),
    { seed: 4, numRuns: inject('isFull') ? 20_000 : 300 },
  );
});

test('every value of a document is found by its path', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      const { root } = scanJson(text);
      const check = (value: unknown, path: readonly (string | number)[]): boolean => {
        let node = root;
        for (const step of path) node = node?.members?.get(step);
        const part = text.slice(node?.start, node?.end);
        if (JSON.stringify(JSON.parse(part)) !== JSON.stringify(value)) return false;
        if (typeof value !== 'object' || value === null) return true;
        const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
        return entries.every(([key, inner]) => check(inner, [...path, key]));
      };
      return check(JSON.parse(text), []);
    }),
    { seed: 4, numRuns: inject('isFull') ? 5_000 : 100 },
  );
});

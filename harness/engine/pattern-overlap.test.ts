import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overlap, shapeOfResource, shapeOfTemplate } from './pattern-overlap.js';

const BUCKET = 'arn:${Partition}:s3:::${BucketName}';
const OBJECT = 'arn:${Partition}:s3:::${BucketName}/${ObjectName}';
const ROLE = 'arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}';

test.each([
  ['*', BUCKET, true],
  ['arn:aws:s3:::bucket', BUCKET, true],
  ['arn:aws:s3:::bucket/*', BUCKET, false],
  ['arn:aws:s3:::bucket*', OBJECT, true],
  ['arn:aws:s3:::bucket', OBJECT, false],
  ['arn:aws:s3:::bucket/${aws:username}/*', OBJECT, true],
  ['arn:aws:iam::123456789012:role/team/app', ROLE, true],
  ['arn:aws:iam::123456789012:user/*', ROLE, false],
  ['arn:aws:iam::*:*', ROLE, true],
  ['arn:aws:s?:::b', BUCKET, true],
  ['arn:aws:s3:::${*}', BUCKET, true],
])('%s and %s meet: %s', (resource, template, expected) => {
  expect(overlap(shapeOfResource(resource), shapeOfTemplate(template))).toBe(expected);
});

test('patterns meet whenever a text matches both', () => {
  const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 5 }).map((parts) => parts.join(''));
  const texts = [''];
  for (let at = 0; at < texts.length && texts.length < 2_000; at++) texts.push(`${texts[at]}a`, `${texts[at]}b`);
  const matches = (glob: string, text: string): boolean => {
    if (glob === '') return text === '';
    const rest = glob.slice(1);
    if (glob[0] === '*') return matches(rest, text) || (text !== '' && matches(glob, text.slice(1)));
    return text !== '' && (glob[0] === '?' || glob[0] === text[0]) && matches(rest, text.slice(1));
  };
  fc.assert(
    fc.property(pattern, pattern, (one, other) => {
      const common = texts.some((text) => text.length <= 10 && matches(one, text) && matches(other, text));
      return overlap(shapeOfResource(one), shapeOfResource(other)) === common;
    }),
    { seed: 4, numRuns: 200 },
  );
});

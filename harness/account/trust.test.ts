import { expect, test } from 'vitest';
import { type PrincipalLookup, resolvePrincipals, trustDocument } from './trust.js';

const ALICE = 'arn:aws:iam::111122223333:user/alice';
const document = (...names: readonly string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: names }, Action: 'sts:AssumeRole' },
  });

const lookup = (known: Readonly<Record<string, string>>): PrincipalLookup => ({
  principalId: (arn) => known[arn],
  principalArn: (id) => Object.keys(known).find((arn) => known[arn] === id),
});

test('users and roles are kept by their unique ids', () => {
  const resolved = resolvePrincipals([ALICE], lookup({ [ALICE]: 'AIDAALICE' }));
  expect(resolved).toEqual({ principalIds: new Map([[ALICE, 'AIDAALICE']]) });
});

test.each([
  '*',
  '444455556666',
  'arn:aws:iam::444455556666:root',
  'arn:aws:sts::444455556666:assumed-role/admin/bob',
  'arn:aws:sts::444455556666:federated-user/bob',
])('%s is taken as it stands', (principal) => {
  expect(resolvePrincipals([principal], lookup({}))).toEqual({ principalIds: new Map() });
});

test.each([
  'arn:aws:iam::111122223333:user/nobody',
  'arn:aws:iam::111122223333:user/*',
  'arn:aws:iam::111122223333:group/admins',
  '12345',
  'AIDAGONE',
  '',
])('%s does not exist', (principal) => {
  expect(resolvePrincipals([ALICE, principal], lookup({ [ALICE]: 'AIDAALICE' }))).toEqual({ unknown: principal });
});

test('a document whose users are there reads as it was given', () => {
  const given = `${document(ALICE)} `;
  const trust = { document: given, principalIds: new Map([[ALICE, 'AIDAALICE']]) };
  expect(trustDocument(trust, lookup({ [ALICE]: 'AIDAALICE' }))).toBe(given);
});

test('a deleted user reads back as the unique id, a renamed one by the new name', () => {
  const bob = 'arn:aws:iam::111122223333:user/bob';
  const trust = {
    document: document(ALICE, bob),
    principalIds: new Map([
      [ALICE, 'AIDAALICE'],
      [bob, 'AIDABOB'],
    ]),
  };
  const renamed = 'arn:aws:iam::111122223333:user/robert';
  expect(trustDocument(trust, lookup({ [renamed]: 'AIDABOB' }))).toBe(document('AIDAALICE', renamed));
});

test('a namesake that was made later does not take the place of the deleted one', () => {
  const trust = { document: document(ALICE), principalIds: new Map([[ALICE, 'AIDAALICE']]) };
  expect(trustDocument(trust, lookup({ [ALICE]: 'AIDASECOND' }))).toBe(document('AIDAALICE'));
});

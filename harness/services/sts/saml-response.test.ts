import { expect, test } from 'vitest';
import { refusal } from '../../../fixtures/refusal.js';
import { DECRYPTION_KEY, IDP_CERTIFICATE, ISSUER, OTHER_CERTIFICATE, OTHER_KEY } from '../../../fixtures/saml-idp.js';
import { base64, encrypted, samlAssertion, samlResponse, signed } from '../../../fixtures/saml-response.js';
import { type KnownProvider, verifiedAssertion } from './saml-response.js';
import { signedParts } from './saml-signature.js';
import { elementsAt } from './saml-xml.js';

const PROVIDER: KnownProvider = {
  entityId: ISSUER,
  signingCertificates: [OTHER_CERTIFICATE, IDP_CERTIFICATE],
  privateKeys: [OTHER_KEY, DECRYPTION_KEY],
  encryptionRequired: false,
};
const ONLY_IDP: KnownProvider = {
  ...PROVIDER,
  signingCertificates: [IDP_CERTIFICATE],
  privateKeys: [DECRYPTION_KEY],
};
const REQUEST = { requestId: 'c0ffee', signedParts };

const subjectOf = (xml: string, provider = ONLY_IDP) => {
  const assertion = verifiedAssertion(base64(xml), provider, REQUEST);
  return elementsAt(assertion, 'Subject', 'NameID').map(({ text }) => text);
};
const ASSERTION = samlAssertion();
const SIGNED = signed(ASSERTION, '_assertion');

test.each([
  ['the assertion', samlResponse(SIGNED)],
  ['the response', signed(samlResponse(ASSERTION), '_response')],
  ['both', signed(samlResponse(SIGNED), '_response')],
  ['an assertion that is then encrypted', samlResponse(encrypted(SIGNED, DECRYPTION_KEY))],
  ['an assertion that is then encrypted in blocks', samlResponse(encrypted(SIGNED, DECRYPTION_KEY, 'aes-128-cbc'))],
  ['a response with an encrypted assertion', signed(samlResponse(encrypted(ASSERTION, DECRYPTION_KEY)), '_response')],
  ['a key of two that the metadata names', samlResponse(signed(ASSERTION, '_assertion', OTHER_KEY))],
])('a signature of %s is enough', (_, xml) => {
  expect(subjectOf(xml, PROVIDER)).toEqual(['bob']);
});

const EVIL = samlAssertion({ nameId: 'eve' }).replace('_assertion', '_evil');

/** https://www.usenix.org/conference/usenixsecurity12/technical-sessions/presentation/somorovsky */
test.each([
  ['a forged assertion before the signed one', samlResponse(EVIL + SIGNED)],
  ['a forged assertion behind the signed one', samlResponse(SIGNED + EVIL)],
])('%s is not read', (_, xml) => {
  expect(subjectOf(xml)).toEqual(['bob']);
});

test.each([
  ['no signature', samlResponse(ASSERTION)],
  ['the signature of another', samlResponse(signed(ASSERTION, '_assertion', OTHER_KEY))],
  ['a name that was changed', samlResponse(SIGNED.replace('>bob<', '>eve<'))],
  ['a response that was changed', signed(samlResponse(ASSERTION), '_response').replace('>bob<', '>eve<')],
  ['the signed assertion inside of a forged one', samlResponse(EVIL.replace('</Assertion>', `${SIGNED}</Assertion>`))],
  ['two signed assertions', samlResponse(SIGNED + signed(EVIL, '_evil'))],
  ['two assertions in a signed response', signed(samlResponse(ASSERTION + EVIL), '_response')],
  ['the same id twice', samlResponse(EVIL.replace('_evil', '_assertion') + SIGNED)],
  ['an assertion encrypted for someone else', samlResponse(encrypted(SIGNED, OTHER_KEY))],
])('%s is refused', (_, xml) => {
  expect(refusal(() => subjectOf(xml))).toEqual(['InvalidIdentityToken', 'Response signature invalid']);
});

test('a comment in a name does not cut it off', () => {
  const assertion = samlAssertion({ nameId: 'bob<!-- -->.evil' });
  expect(subjectOf(samlResponse(signed(assertion, '_assertion')))).toEqual(['bob.evil']);
});

const tail =
  '(Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: AuthSamlInvalidSamlResponseException; Request ID: c0ffee; Proxy: null)';
test.each([
  ['no base64', 'Invalid base64 SAMLResponse', '<Response/>'],
  ['no XML', 'Invalid base64 SAMLResponse', base64('response')],
  ['a document type', 'Invalid base64 SAMLResponse', base64(`<!DOCTYPE x [<!ENTITY a "b">]>${samlResponse(SIGNED)}`)],
  ['an assertion without a response', 'Invalid base64 SAMLResponse', base64(SIGNED)],
  ['another issuer', 'Issuer not present in specified provider', base64(samlResponse(SIGNED, { issuer: 'https://x' }))],
])('%s is refused in the words of the service behind STS', (_, words, encoded) => {
  expect(refusal(() => verifiedAssertion(encoded, PROVIDER, REQUEST))).toEqual([
    'InvalidIdentityToken',
    `${words} ${tail}`,
  ]);
});

test('an assertion of another issuer in a response of the provider is refused', () => {
  const assertion = signed(samlAssertion({ issuer: 'https://x' }), '_assertion');
  expect(refusal(() => subjectOf(samlResponse(assertion)))?.[1]).toMatch('Issuer not present in specified provider');
});

test('a provider that requires encryption does not take a plain assertion', () => {
  const required = { ...PROVIDER, encryptionRequired: true };
  expect(refusal(() => subjectOf(samlResponse(SIGNED), required))?.[0]).toBe('InvalidIdentityToken');
  expect(subjectOf(samlResponse(encrypted(SIGNED, DECRYPTION_KEY)), required)).toEqual(['bob']);
});

test('what the identity provider refused is a rejected claim', () => {
  const xml = samlResponse('', { status: 'Responder' });
  expect(refusal(() => subjectOf(xml))?.[0]).toBe('IDPRejectedClaim');
});

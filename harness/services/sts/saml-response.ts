import { AwsError } from '../../aws/errors.js';
import { parseXml, type XmlElement } from '../../aws/xml-reader.js';
import type { SamlMetadata } from '../iam/saml-metadata.js';
import { decryptedAssertion } from './saml-encryption.js';
import type { SignedParts } from './saml-signature.js';
import { childrenOf, elementsAt } from './saml-xml.js';

/** How the identity provider is known: what it signs with, and what assertions are encrypted for. */
export interface KnownProvider extends Pick<SamlMetadata, 'entityId' | 'signingCertificates'> {
  readonly privateKeys: readonly string[];
  readonly encryptionRequired: boolean;
}

export interface SamlRequest {
  readonly requestId: string;
  readonly signedParts: SignedParts;
}

const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

/**
 * The assertion of a SAML response, once its signature is verified; of what is not signed nothing is read but the issuer. Either the
 * response is signed or the assertion in it, which may be encrypted. Throws InvalidIdentityToken, or IDPRejectedClaim where the identity
 * provider says that it did not authenticate.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
 */
export function verifiedAssertion(
  encoded: string,
  provider: KnownProvider,
  { requestId, signedParts }: SamlRequest,
): XmlElement {
  const { xml, response } = decoded(encoded, requestId);
  const status = elementsAt(response, 'Status', 'StatusCode')[0]?.attributes.get('Value');
  if (status !== SUCCESS) throw new AwsError('IDPRejectedClaim', REJECTED);
  const issuers = elementsAt(response, 'Issuer');
  if (issuers.some((issuer) => issuer.text.trim() !== provider.entityId)) throw wrongIssuer(requestId);
  const isEncrypted = childrenOf(response, 'EncryptedAssertion').length > 0;
  if (provider.encryptionRequired && !isEncrypted) throw invalidResponse('Assertion must be encrypted', requestId);
  const assertion = signedAssertion(xml, response, provider, signedParts);
  if (assertion === undefined) throw invalidToken('Response signature invalid');
  if (elementsAt(assertion, 'Issuer')[0]?.text.trim() !== provider.entityId) throw wrongIssuer(requestId);
  return assertion;
}

function decoded(encoded: string, requestId: string) {
  if (!BASE64.test(encoded)) throw invalidResponse('Invalid base64 SAMLResponse', requestId);
  const xml = Buffer.from(encoded, 'base64').toString();
  const response = readable(xml);
  if (response?.name !== 'Response') throw invalidResponse('Invalid base64 SAMLResponse', requestId);
  return { xml, response };
}

function readable(xml: string): XmlElement | undefined {
  try {
    return parseXml(xml);
  } catch {
    return undefined;
  }
}

/** There must be exactly one: of several, AWS would not know whose session it opens. */
function signedAssertion(
  xml: string,
  response: XmlElement,
  provider: KnownProvider,
  signedParts: SignedParts,
): XmlElement | undefined {
  const { signingCertificates, privateKeys } = provider;
  const signed = signedParts(xml, signingCertificates).flatMap((part) => readable(part) ?? []);
  const whole = signed.find(({ name }) => name === 'Response');
  if (whole !== undefined) {
    const decrypted = opened(whole, privateKeys).flatMap((part) => readable(part) ?? []);
    return only([...childrenOf(whole, 'Assertion'), ...decrypted]);
  }
  const inside = opened(response, privateKeys)
    .flatMap((part) => signedParts(part, signingCertificates))
    .flatMap((part) => readable(part) ?? []);
  return only([...signed, ...inside].filter(({ name }) => name === 'Assertion'));
}

function opened(response: XmlElement, privateKeys: readonly string[]): readonly string[] {
  return childrenOf(response, 'EncryptedAssertion').flatMap((one) => decryptedAssertion(one, privateKeys) ?? []);
}

function only(assertions: readonly XmlElement[]): XmlElement | undefined {
  return assertions.length === 1 ? assertions[0] : undefined;
}

/** In the words of the API reference: AWS's are not known. */
const REJECTED =
  'The identity provider (IdP) reported that authentication failed. This might be because the claim is invalid.';

export function invalidToken(message: string): AwsError {
  return new AwsError('InvalidIdentityToken', message);
}

function wrongIssuer(requestId: string): AwsError {
  return invalidResponse('Issuer not present in specified provider', requestId);
}

/** STS passes on what the service behind it answered. */
export function invalidResponse(
  message: string,
  requestId: string,
  code = 'AuthSamlInvalidSamlResponseException',
): AwsError {
  return invalidToken(
    `${message} (Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
  );
}

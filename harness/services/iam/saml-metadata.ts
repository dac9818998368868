import { X509Certificate } from 'node:crypto';
import { AwsError } from '../../aws/errors.js';
import { parseXml, type XmlElement } from '../../aws/xml-reader.js';

/** What the metadata of an identity provider says, as far as AWS uses it. */
export interface SamlMetadata {
  /** The `entityID`: the issuer that the provider's assertions name. */
  readonly entityId: string;
  /** Milliseconds since the epoch. */
  readonly validUntil: number | undefined;
  /** PEM certificates with the keys that assertions are signed with. */
  readonly signingCertificates: readonly string[];
}

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
/** "The x.509 certificate that is included as part of the SAML metadata document must use a key size of at least 1024 bits." */
const KEY_BITS = 1024;

/**
 * Reads the metadata of an identity provider. Throws InvalidInput for what is no metadata of one: "encoded in UTF-8 format without a
 * byte order mark", with a role of an identity provider and a certificate for signing.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html#troubleshoot_saml_issuer-metadata
 */
export function readSamlMetadata(document: string): SamlMetadata {
  if (document.startsWith('\ufeff')) throw unreadable();
  const root = parsed(document);
  const entityId = root.attributes.get('entityID') ?? '';
  const roles = root.children.filter(({ name }) => name === 'IDPSSODescriptor').filter(speaksSaml2);
  const signingCertificates = roles.flatMap(signingKeys).map(readableCertificate);
  if (root.name !== 'EntityDescriptor' || entityId === '' || signingCertificates.length === 0) throw unreadable();
  return { entityId, validUntil: dateOf(root.attributes.get('validUntil')), signingCertificates };
}

function parsed(document: string): XmlElement {
  try {
    return parseXml(document);
  } catch (cause) {
    throw Object.assign(unreadable(), { cause });
  }
}

function speaksSaml2({ attributes }: XmlElement): boolean {
  return (attributes.get('protocolSupportEnumeration') ?? '').split(/\s+/).includes(PROTOCOL);
}

/** A key without a `use` is for signing and for encryption. */
function signingKeys({ children }: XmlElement): readonly string[] {
  return children
    .filter(({ name, attributes }) => name === 'KeyDescriptor' && attributes.get('use') !== 'encryption')
    .flatMap((descriptor) => descendants(descriptor, 'X509Certificate'))
    .map(({ text }) => text.replace(/\s+/g, ''));
}

function descendants(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) => (child.name === name ? [child] : descendants(child, name)));
}

function readableCertificate(base64: string): string {
  try {
    const certificate = new X509Certificate(Buffer.from(base64, 'base64'));
    const { modulusLength = KEY_BITS } = certificate.publicKey.asymmetricKeyDetails ?? {};
    if (modulusLength >= KEY_BITS) return certificate.toString();
  } catch (cause) {
    throw Object.assign(unreadable(), { cause });
  }
  throw unreadable();
}

function dateOf(text: string | undefined): number | undefined {
  const date = text === undefined ? Number.NaN : Date.parse(text);
  if (text !== undefined && Number.isNaN(date)) throw unreadable();
  return text === undefined ? undefined : date;
}

function unreadable(): AwsError {
  return new AwsError('InvalidInput', 'Could not parse metadata');
}

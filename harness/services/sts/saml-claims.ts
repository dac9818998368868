import type { Tag } from '../../account/entities.js';
import { AwsError } from '../../aws/errors.js';
import type { XmlElement } from '../../aws/xml-reader.js';
import { invalidToken } from './saml-response.js';
import { childrenOf, elementsAt } from './saml-xml.js';

/** What an assertion says, as far as AWS reads it. */
export interface SamlClaims {
  readonly issuer: string;
  /** The NameID; undefined where the subject has none. */
  readonly subject: string | undefined;
  /** Its format, without the usual prefix. */
  readonly subjectType: string;
  /** The `Recipient`: the address that the assertion was sent to. */
  readonly recipient: string;
  readonly audiences: readonly string[];
  /** Milliseconds since the epoch; NaN for what is no date. */
  readonly issued: number;
  readonly notBefore: number | undefined;
  readonly notOnOrAfter: number;
  readonly sessionNotOnOrAfter: number | undefined;
  /** Values by the name of the attribute, in the order of the assertion. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

const FORMAT_PREFIX = 'urn:oasis:names:tc:SAML:2.0:nameid-format:';
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/**
 * Throws InvalidIdentityToken where there is no bearer's confirmation of the subject with a recipient and an end. The words are AWS's,
 * spelled as AWS spells them.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
 */
export function readClaims(assertion: XmlElement): SamlClaims {
  const [nameId] = elementsAt(assertion, 'Subject', 'NameID');
  const [bearer] = elementsAt(assertion, 'Subject', 'SubjectConfirmation')
    .filter(({ attributes }) => attributes.get('Method') === BEARER)
    .flatMap((confirmation) => childrenOf(confirmation, 'SubjectConfirmationData'));
  const recipient = bearer?.attributes.get('Recipient');
  const confirmedUntil = dateOf(bearer, 'NotOnOrAfter');
  if (recipient === undefined || confirmedUntil === undefined)
    throw invalidToken('Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter');
  const [conditions] = elementsAt(assertion, 'Conditions');
  const format = nameId?.attributes.get('Format') ?? `${FORMAT_PREFIX}unspecified`;
  return {
    issuer: textOf(elementsAt(assertion, 'Issuer')[0]),
    subject: nameId === undefined ? undefined : textOf(nameId),
    subjectType: format.startsWith(FORMAT_PREFIX) ? format.slice(FORMAT_PREFIX.length) : format,
    recipient,
    audiences: elementsAt(assertion, 'Conditions', 'AudienceRestriction', 'Audience').map(textOf),
    issued: dateOf(assertion, 'IssueInstant') ?? Number.NaN,
    notBefore: dateOf(conditions, 'NotBefore'),
    notOnOrAfter: Math.min(confirmedUntil, dateOf(conditions, 'NotOnOrAfter') ?? Number.POSITIVE_INFINITY),
    sessionNotOnOrAfter: dateOf(elementsAt(assertion, 'AuthnStatement')[0], 'SessionNotOnOrAfter'),
    attributes: attributesOf(assertion),
  };
}

function attributesOf(assertion: XmlElement): ReadonlyMap<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>();
  for (const attribute of elementsAt(assertion, 'AttributeStatement', 'Attribute')) {
    const name = attribute.attributes.get('Name') ?? '';
    const values = childrenOf(attribute, 'AttributeValue').map(textOf);
    attributes.set(name, [...(attributes.get(name) ?? []), ...values]);
  }
  return attributes;
}

function textOf(element: XmlElement | undefined): string {
  return element?.text.trim() ?? '';
}

function dateOf(element: XmlElement | undefined, name: string): number | undefined {
  const text = element?.attributes.get(name);
  return text === undefined ? undefined : Date.parse(text);
}

const AWS = 'https://aws.amazon.com/SAML/Attributes/';
const TAG = `${AWS}PrincipalTag:`;
const NAME = /^[a-zA-Z_0-9+=,.@-]{2,64}$/;

/** The values of one of AWS's own attributes, e.g. `RoleSessionName`. */
function own({ attributes }: SamlClaims, name: string): readonly string[] {
  return attributes.get(AWS + name) ?? [];
}

/** Throws InvalidIdentityToken unless the assertion names the role together with the provider, in either order. */
export function checkRole(claims: SamlClaims, roleArn: string, providerArn: string): void {
  const isNamed = own(claims, 'Role').some((pair) => {
    const arns = pair.split(',').map((arn) => arn.trim());
    return arns.length === 2 && arns.includes(roleArn) && arns.includes(providerArn);
  });
  if (!isNamed) throw invalidToken("SAML Assertion doesn't contain the requested Role and Metadata in the attributes");
}

export function sessionNameOf(claims: SamlClaims): string {
  const [name] = own(claims, 'RoleSessionName');
  if (name === undefined) throw invalidToken('RoleSessionName is required in AuthnResponse');
  if (NAME.test(name)) return name;
  throw invalidToken('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}');
}

export function sourceIdentityOf(claims: SamlClaims): string | undefined {
  const [identity] = own(claims, 'SourceIdentity');
  if (identity === undefined || (NAME.test(identity) && !identity.toLowerCase().startsWith('aws:'))) return identity;
  throw invalidToken('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"');
}

/** Session tags: one attribute for each, and one that names those which are transitive. */
export function tagsOf(claims: SamlClaims): {
  readonly Tags: readonly Tag[];
  readonly TransitiveTagKeys: readonly string[];
} {
  const Tags = [...claims.attributes].flatMap(([name, values]) =>
    name.startsWith(TAG) ? values.map((Value) => ({ Key: name.slice(TAG.length), Value })) : [],
  );
  const wrong = Tags.find(({ Key, Value }) => !TAG_KEY.test(Key) || !TAG_VALUE.test(Value));
  if (wrong !== undefined || Tags.length > MAX_TAGS)
    throw new AwsError(
      'InvalidIdentityToken',
      `The session tags of the assertion are not valid: ${wrong?.Key ?? Tags.length}`,
    );
  return { Tags, TransitiveTagKeys: own(claims, 'TransitiveTagKeys') };
}

const MAX_TAGS = 50;
const TAG_KEY = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

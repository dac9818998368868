import { createHash } from 'node:crypto';
import type { ContextValue } from '../../engine/index.js';
import type { SamlClaims } from './saml-claims.js';

const EDU_PERSON = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.';
const EDU_ORG = 'urn:oid:1.3.6.1.4.1.5923.1.2.1.';
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';

/**
 * Condition keys that have all the values of an attribute.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml
 */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  cn: ['urn:oid:2.5.4.3'],
  edupersonaffiliation: [`${EDU_PERSON}1`],
  edupersonnickname: [`${EDU_PERSON}2`],
  edupersonorgunitdn: [`${EDU_PERSON}4`],
  edupersonentitlement: [`${EDU_PERSON}7`],
  edupersonscopedaffiliation: [`${EDU_PERSON}9`],
  edupersontargetedid: [`${EDU_PERSON}10`],
  edupersonassurance: [`${EDU_PERSON}11`],
  eduorghomepageuri: [`${EDU_ORG}2`],
  eduorgidentityauthnpolicyuri: [`${EDU_ORG}3`],
  eduorglegalname: [`${EDU_ORG}4`],
  eduorgsuperioruri: [`${EDU_ORG}5`],
  eduorgwhitepagesuri: [`${EDU_ORG}6`],
};

/** Condition keys that have one value, and the attributes that it may come from. */
const SINGLES: Readonly<Record<string, readonly string[]>> = {
  edupersonorgdn: [`${EDU_PERSON}3`],
  edupersonprimaryaffiliation: [`${EDU_PERSON}5`],
  edupersonprincipalname: [`${EDU_PERSON}6`],
  edupersonprimaryorgunitdn: [`${EDU_PERSON}8`],
  commonName: ['urn:oid:2.5.4.3', 'http://schemas.xmlsoap.org/claims/CommonName'],
  givenName: ['urn:oid:2.5.4.42', `${CLAIMS}givenname`],
  surname: ['urn:oid:2.5.4.4', `${CLAIMS}surname`],
  mail: ['urn:oid:0.9.2342.19200300.100.1.3', `${CLAIMS}emailaddress`],
  name: [`${CLAIMS}name`],
  primaryGroupSID: ['http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid'],
  uid: ['urn:oid:0.9.2342.19200300.100.1.1'],
  organizationStatus: ['urn:oid:0.9.2342.19200300.100.1.45'],
  x500UniqueIdentifier: ['urn:oid:2.5.4.45'],
};

/** The provider of an assertion. */
export interface ProviderName {
  readonly accountId: string;
  readonly name: string;
}

/** "A hash value based on the concatenation of": the issuer, the account and the provider's name after a slash. */
export function nameQualifier({ issuer }: SamlClaims, { accountId, name }: ProviderName): string {
  return createHash('sha1').update(`${issuer}${accountId}/${name}`).digest('base64');
}

/** What the trust policy of a role can look at. */
export function samlKeys(
  claims: SamlClaims,
  provider: ProviderName,
): Readonly<Record<string, ContextValue | undefined>> {
  const { attributes } = claims;
  const valuesOf = (names: readonly string[]) => names.flatMap((name) => attributes.get(name) ?? []);
  const keys: Record<string, ContextValue | undefined> = {
    ...subjectKeys(claims, provider),
    'saml:aud': claims.recipient,
    'saml:iss': claims.issuer,
    'saml:doc': `${provider.accountId}/${provider.name}`,
  };
  for (const [key, names] of Object.entries(LISTS)) {
    const values = valuesOf(names);
    if (values.length > 0) keys[`saml:${key}`] = values;
  }
  for (const [key, names] of Object.entries(SINGLES)) keys[`saml:${key}`] = valuesOf(names)[0];
  return keys;
}

/**
 * What stays with the session: "some SAML 2.0-based federation condition keys can be used in subsequent requests to authorize AWS
 * operations in other services and AssumeRole calls".
 */
export function subjectKeys(claims: SamlClaims, provider: ProviderName): Readonly<Record<string, string>> {
  return {
    'saml:namequalifier': nameQualifier(claims, provider),
    'saml:sub': claims.subject ?? '',
    'saml:sub_type': claims.subjectType,
  };
}

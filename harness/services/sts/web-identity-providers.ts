import type { JWTPayload } from 'jose';
import type { Account } from '../../account/account.js';
import type { IssuerKeys, KeySet } from '../../account/oidc-keys.js';
import { isLoopback, issuerName, type OidcProvider, oidcProviderArn } from '../../account/oidc-providers.js';
import { AwsError } from '../../aws/errors.js';
import { invalidToken, textClaim } from './web-identity-token.js';
import { NO_KEY } from './web-identity-verify.js';

/** Who vouches for a token. */
export interface IdentityProvider {
  /** As a trust policy names it under `Federated`: an ARN, or a name such as `accounts.google.com`. */
  readonly principal: string;
  /** What its condition keys begin with. */
  readonly name: string;
  /** The claims that identify application and user; OpenID Connect's unless it is one of the two OAuth 2.0 providers. */
  readonly audienceClaim: string;
  readonly subjectClaim: string;
  /** What the account registered; undefined for those that every account knows. */
  readonly registered: OidcProvider | undefined;
}

const OIDC = { audienceClaim: 'aud', subjectClaim: 'sub' };

/** "These OIDC identity providers are already built-in to AWS": no account registers them. */
const BUILT_IN_ISSUERS = ['accounts.google.com', 'cognito-identity.amazonaws.com'];

/**
 * "Currently www.amazon.com and graph.facebook.com are the only supported identity providers for OAuth 2.0 access tokens." Here such a
 * token is a JWT with the claims that AWS's condition keys are named after, since nobody can be asked about it.
 */
const OAUTH_PROVIDERS: Readonly<Record<string, Pick<IdentityProvider, 'audienceClaim' | 'subjectClaim'>>> = {
  'www.amazon.com': { audienceClaim: 'app_id', subjectClaim: 'user_id' },
  'graph.facebook.com': { audienceClaim: 'app_id', subjectClaim: 'id' },
};

/** The OAuth 2.0 provider that a request names. Throws InvalidParameterValue for another name. */
export function oauthProvider(providerId: string): IdentityProvider {
  const claims = Object.hasOwn(OAUTH_PROVIDERS, providerId) ? OAUTH_PROVIDERS[providerId] : undefined;
  if (claims === undefined) throw new AwsError('InvalidParameterValue', `Unsupported provider: ${providerId}`);
  return { principal: providerId, name: providerId, ...claims, registered: undefined };
}

/** The provider of an OpenID Connect token in the role's account. Throws InvalidIdentityToken where there is none. */
export function oidcProvider(claims: JWTPayload, account: Account): IdentityProvider {
  const issuer = textClaim(claims, 'iss') ?? '';
  const name = issuerName(issuer);
  if (BUILT_IN_ISSUERS.includes(name)) return { principal: name, name, ...OIDC, registered: undefined };
  const arn = oidcProviderArn(account.id, issuer);
  const registered = account.oidcProviders.get(arn);
  if (registered === undefined || registered.url !== issuer)
    throw invalidToken(`No OpenIDConnect provider found in your account for ${issuer}`);
  return { principal: arn, name, ...OIDC, registered };
}

/** The provider's keys: those that the emulator was told, else those of an issuer on this machine. Throws InvalidIdentityToken or IDPCommunicationError. */
export async function keysOf({ name, registered }: IdentityProvider, told: IssuerKeys): Promise<KeySet> {
  const known = told.of(name);
  if (known !== undefined) return known;
  if (registered !== undefined && isLoopback(registered.url)) {
    // TLS takes long to load, and few have an issuer of their own.
    const { fetchKeys } = await import('./web-identity-fetch.js');
    return fetchKeys(registered.url, registered.thumbprints);
  }
  throw invalidToken(
    `${NO_KEY}. iam-rehearsal asks only issuers on this machine for their keys: pass those of \`${name}\` in \`webIdentityKeys\``,
  );
}

import type { Tag } from './entities.js';

/** An OpenID Connect provider whose tokens the account's roles can trust. */
export interface OidcProvider {
  readonly arn: string;
  /** The issuer as it was given, e.g. `https://token.actions.githubusercontent.com`. */
  readonly url: string;
  /** The audiences that its tokens may be for. */
  readonly clientIds: readonly string[];
  /** SHA-1 hashes of the certificates of its key server, 40 hexadecimal digits. */
  readonly thumbprints: readonly string[];
  /** Milliseconds since the epoch, a whole second. */
  readonly createDate: number;
  readonly tags: readonly Tag[];
}

/** The issuer as ARNs, answers and condition keys name it: without its scheme. */
export function issuerName(url: string): string {
  return url.replace(/^https?:\/\//, '');
}

/** The ARN of the provider of an issuer. */
export function oidcProviderArn(accountId: string, url: string): string {
  return `arn:aws:iam::${accountId}:oidc-provider/${issuerName(url)}`;
}

/** Whether an issuer runs on this machine: only such a one is ever asked for its keys over a socket. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\./.test(hostname);
}

/** Whether the account's principals can get tokens for other companies' services, and by which issuer. */
export interface OutboundFederation {
  /** A UUID: the first label of the issuer's host name. It stays when the feature is disabled and enabled again. */
  readonly issuerId: string;
  readonly isEnabled: boolean;
}

const ISSUER_DOMAIN = 'tokens.sts.global.api.aws';

/** `https://a103a2cc-b461-473d-84fe-6c4f6d45af88.tokens.sts.global.api.aws` */
export function issuerUrl({ issuerId }: Pick<OutboundFederation, 'issuerId'>): string {
  return `https://${issuerId}.${ISSUER_DOMAIN}`;
}

/** The issuer whose host name this is. */
export function issuerIdOfHost(host: string): string | undefined {
  return host.endsWith(`.${ISSUER_DOMAIN}`) ? host.slice(0, -ISSUER_DOMAIN.length - 1) : undefined;
}

import type { Account } from './account.js';
import type { Entry } from './directory.js';
import type { Tag } from './entities.js';

/** An identity provider that signs SAML assertions. */
export interface SamlProvider extends Entry {
  readonly arn: string;
  /** The XML document as it was given. */
  readonly metadata: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly createDate: number;
  readonly validUntil: number;
  readonly tags: readonly Tag[];
  /** Whether assertions must be encrypted; undefined where that was never said. */
  readonly encryptionMode: 'Required' | 'Allowed' | undefined;
  /** What encrypted assertions are read with: at most two, so that keys can be rotated. The oldest first. */
  readonly privateKeys: readonly SamlPrivateKey[];
}

/** A key that the identity provider encrypts assertions for. */
export interface SamlPrivateKey {
  readonly id: string;
  /** PEM. */
  readonly key: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly uploadDate: number;
}

export const SAML_PROVIDER_ARN = /^arn:aws:iam::(\d{12}):saml-provider\/([\w.-]+)$/;

/** The provider with this ARN, whose name is spelled as it was created. */
export function samlProviderWithArn(arn: string, account: Account): SamlProvider | undefined {
  const provider = account.samlProviders.named(SAML_PROVIDER_ARN.exec(arn)?.[2] ?? '');
  return provider?.arn === arn ? provider : undefined;
}

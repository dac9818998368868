import type { Account } from '../../account/account.js';
import type { Role } from '../../account/roles.js';
import type { ContextValue } from '../../engine/index.js';
import type { Need, Tag } from '../operation.js';

/** Who comes from a provider, and what it says of them. */
export interface FederatedCall {
  /** The account of the role. */
  readonly account: Account;
  readonly role: Role;
  /** As a trust policy names it under `Federated`. */
  readonly provider: string;
  /** Condition keys of the claims. */
  readonly claimKeys: Readonly<Record<string, ContextValue | undefined>>;
  readonly sessionName: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
}

/** The role's trust policy alone decides: there are no other policies of the caller's. The time is that of the role's account. */
export function federatedNeeds(call: FederatedCall): readonly Need[] {
  const { account, role, provider, claimKeys, sessionName, sourceIdentity, tags, transitiveTagKeys } = call;
  const now = account.clock.now();
  const permission: Need = {
    principal: { type: 'federated', provider },
    resource: role.arn,
    resourceAccount: account.id,
    trustPolicy: account.permissions.trust(role),
    resourceTags: role.tags,
    requestTags: tags,
    keys: {
      ...claimKeys,
      'aws:CurrentTime': new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
      'aws:EpochTime': String(Math.floor(now / 1000)),
      'aws:FederatedProvider': provider,
      'sts:RoleSessionName': sessionName,
      'sts:SourceIdentity': sourceIdentity,
      'sts:TransitiveTagKeys': transitiveTagKeys.length > 0 ? transitiveTagKeys : undefined,
    },
  };
  return [
    permission,
    ...(tags.length > 0 ? [{ ...permission, action: 'sts:TagSession' }] : []),
    ...(sourceIdentity === undefined ? [] : [{ ...permission, action: 'sts:SetSourceIdentity' }]),
  ];
}

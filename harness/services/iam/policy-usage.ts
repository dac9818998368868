import type { Account } from '../../account/account.js';
import type { Entity } from '../../account/entities.js';
import type { User } from '../../account/users.js';

/** A user, group or role as a holder of policies. */
export type Holder = {
  readonly kind: 'Group' | 'User' | 'Role';
  readonly entity: Entity & Partial<Pick<User, 'boundary'>>;
};

/** How often a policy is attached, and set as a boundary. */
export interface PolicyUse {
  readonly attachments: number;
  readonly boundaries: number;
}

/** Everyone who can hold a policy: groups, then users, then roles. */
export function holdersOf(account: Account): readonly Holder[] {
  return [
    ...account.groups.sorted().map((entity) => ({ kind: 'Group' as const, entity })),
    ...account.users.sorted().map((entity) => ({ kind: 'User' as const, entity })),
    ...account.roles.sorted().map((entity) => ({ kind: 'Role' as const, entity })),
  ];
}

/** Counts once for all policies of an account, since listings show the use of each. */
export function countPolicyUse(account: Account): (arn: string) => PolicyUse {
  const attachments = new Map<string, number>();
  const boundaries = new Map<string, number>();
  const add = (counts: Map<string, number>, arn: string) => counts.set(arn, (counts.get(arn) ?? 0) + 1);
  for (const { entity } of holdersOf(account)) {
    for (const arn of entity.attachedPolicies) add(attachments, arn);
    if (entity.boundary !== undefined) add(boundaries, entity.boundary);
  }
  return (arn) => ({ attachments: attachments.get(arn) ?? 0, boundaries: boundaries.get(arn) ?? 0 });
}

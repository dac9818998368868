import type { Account } from '../../account/account.js';
import type { Entity } from '../../account/entities.js';
import { policyText } from '../../account/managed-policies.js';
import type { User } from '../../account/users.js';

/** A policy that a user, group or role has, by itself or through a group. */
export interface HeldPolicy {
  readonly name: string;
  /** Undefined for an inline policy. */
  readonly arn: string | undefined;
  readonly document: string;
  readonly holder: { readonly kind: HolderKind; readonly name: string };
}

export type HolderKind = 'USER' | 'GROUP' | 'ROLE';

/** The identity policies of an entity; a user has those of its groups too. */
export function heldPolicies(account: Account, kind: HolderKind, entity: Entity & Partial<Pick<User, 'groupIds'>>) {
  const groups = (entity.groupIds ?? []).flatMap((id) => account.groups.withId(id) ?? []);
  return [...policiesOf(account, kind, entity), ...groups.flatMap((group) => policiesOf(account, 'GROUP', group))];
}

function policiesOf(account: Account, kind: HolderKind, entity: Entity): readonly HeldPolicy[] {
  const holder = { kind, name: entity.name };
  const inline = entity.inlinePolicies.map(({ name, document }) => ({ name, arn: undefined, document, holder }));
  const managed = entity.attachedPolicies.flatMap((arn) => {
    const text = policyText(arn, account.policies, account.awsPolicies);
    return text ? [{ name: text.name, arn, document: text.document, holder }] : [];
  });
  return [...inline, ...managed];
}

/**
 * The services that a document's Allow statements name, out of these: "the list ... doesn't tell whether other policy types or a
 * Deny would refuse the access".
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html
 */
export function grantedServices(document: string, services: readonly string[]): readonly string[] {
  const { Statement } = JSON.parse(document) as { readonly Statement?: Statement | readonly Statement[] };
  const granted = new Set<string>();
  for (const { Effect, Action, NotAction } of [Statement ?? []].flat()) {
    if (Effect !== 'Allow') continue;
    const patterns = [Action ?? []].flat();
    const excluded = [NotAction ?? []].flat();
    for (const service of services) {
      const isNamed = patterns.some((pattern) => pattern === '*' || prefixOf(pattern) === service);
      const isLeft = NotAction !== undefined && !excluded.some((pattern) => excludes(pattern, service));
      if (isNamed || isLeft) granted.add(service);
    }
  }
  return services.filter((service) => granted.has(service));
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
}

function prefixOf(pattern: string): string {
  return pattern.slice(0, pattern.indexOf(':')).toLowerCase();
}

/** NotAction leaves a service out altogether only with all of its actions. */
function excludes(pattern: string, service: string): boolean {
  return pattern === '*' || pattern.toLowerCase() === `${service}:*`;
}

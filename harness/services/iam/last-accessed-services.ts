import type { ServiceLastAccessed } from '@aws-sdk/client-iam';
import type { Access } from '../../account/access-history.js';
import type { AccessReport } from '../../account/access-reports.js';
import type { Account } from '../../account/account.js';
import type { Entity } from '../../account/entities.js';
import { findByArn, type NamedByArn } from './entities-by-arn.js';
import { holdersOf } from './policy-usage.js';
import { grantedServices, heldPolicies } from './service-grants.js';

/** A user or role whose calls count in a report. */
interface Principal {
  readonly kind: 'USER' | 'ROLE';
  readonly entity: Entity;
}

/** The users and roles that a report is about: those of a group, or those to whom a policy is attached, through groups too. */
export function principalsOf(account: Account, found: NamedByArn): readonly Principal[] {
  switch (found.kind) {
    case 'USER':
    case 'ROLE':
      return [{ kind: found.kind, entity: found.entity }];
    case 'GROUP':
      return members(account, [found.entity.id]);
    case 'POLICY': {
      const holders = holdersOf(account).filter(({ entity }) => entity.attachedPolicies.includes(found.arn));
      const groups = holders.filter(({ kind }) => kind === 'Group').map(({ entity }) => entity.id);
      const own = holders.flatMap(({ kind, entity }): readonly Principal[] =>
        kind === 'Group' ? [] : [{ kind: kind === 'User' ? 'USER' : 'ROLE', entity }],
      );
      const through = members(account, groups).filter(({ entity }) => !own.some((it) => it.entity.id === entity.id));
      return [...own, ...through];
    }
    default:
      return found satisfies never;
  }
}

function members(account: Account, groupIds: readonly string[]): readonly Principal[] {
  const users = account.users.sorted().filter((user) => user.groupIds.some((id) => groupIds.includes(id)));
  return users.map((entity) => ({ kind: 'USER', entity }));
}

/** Which of these services the policies of the entity, or the policy itself, allow to use. */
export function reportedServices(account: Account, found: NamedByArn, services: readonly string[]): readonly string[] {
  const documents =
    found.kind === 'POLICY'
      ? [found.document]
      : heldPolicies(account, found.kind, found.entity).map(({ document }) => document);
  const granted = new Set(documents.flatMap((document) => grantedServices(document, services)));
  return services.filter((service) => granted.has(service));
}

/** The report: every service that may be used, with its last use. */
export function accessedServices(
  account: Account,
  { arn, granularity }: AccessReport,
  names: Readonly<Record<string, string>>,
): readonly ServiceLastAccessed[] {
  const found = findByArn(account, arn);
  const uses = principalsOf(account, found).flatMap(({ entity }) => account.accessHistory.of(entity.id));
  return reportedServices(account, found, Object.keys(names)).map((service) => {
    const own = uses.filter((use) => use.service === service);
    const tracked = granularity === 'ACTION_LEVEL' && own.length > 0;
    return {
      ServiceName: names[service] ?? service,
      ServiceNamespace: service,
      TotalAuthenticatedEntities: new Set(own.map(({ principalId }) => principalId)).size,
      ...lastUse(own),
      ...(tracked ? { TrackedActionsLastAccessed: own.map(trackedAction) } : {}),
    };
  });
}

function lastUse(uses: readonly Access[]) {
  const last = uses.reduce<Access | undefined>((a, b) => (a === undefined || b.date >= a.date ? b : a), undefined);
  if (last === undefined) return {};
  return {
    LastAuthenticated: new Date(last.date),
    LastAuthenticatedEntity: last.principalArn,
    LastAuthenticatedRegion: last.region,
  };
}

function trackedAction({ action, principalArn, date, region }: Access) {
  return {
    ActionName: action,
    LastAccessedEntity: principalArn,
    LastAccessedTime: new Date(date),
    LastAccessedRegion: region,
  };
}

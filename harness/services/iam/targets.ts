import type { Account } from '../../account/account.js';
import type { Directory } from '../../account/directory.js';
import type { Entity } from '../../account/entities.js';
import type { Group } from '../../account/groups.js';
import { isServiceLinked, type Role } from '../../account/roles.js';
import type { User } from '../../account/users.js';
import { AwsError } from '../../aws/errors.js';
import type { Need } from '../operation.js';
import { noSuch } from './failures.js';

/** What an operation on a user, group or role needs to know of that kind. */
export interface Target<E extends Entity> {
  readonly kind: 'user' | 'group' | 'role';
  /** Throws NoSuchEntity. */
  find(account: Account, name: string): E;
  /** Puts another record in the place of the named one. Throws NoSuchEntity, or UnmodifiableEntity for AWS's own roles. */
  change(account: Account, name: string, change: (entity: E) => E): void;
  /** The same for its description and tags, which one may change of AWS's own roles too. */
  annotate(account: Account, name: string, change: (entity: E) => E): void;
  /** The resource that a permission must name, with its tags. AWS authorizes before it looks: a name that is not there has an ARN too. */
  need(account: Account, name: string): Need;
  /** As `need`, with the key `iam:PermissionsBoundary`: the boundary that the entity has now. */
  boundedNeed(account: Account, name: string, keys?: Need['keys']): Need;
}

export const users: Target<User> = target('user', 'users', (account) => account.users);
export const groups: Target<Group> = target('group', 'groups', (account) => account.groups);
export const roles: Target<Role> = target('role', 'roles', (account) => account.roles, refuseServiceLinked);

function target<E extends Entity & Partial<Pick<User, 'tags' | 'boundary'>>>(
  kind: Target<E>['kind'],
  collection: 'users' | 'groups' | 'roles',
  directory: (account: Account) => Directory<E>,
  checkModifiable: (entity: E) => void = () => {},
): Target<E> {
  const find = (account: Account, name: string): E => {
    const entity = directory(account).named(name);
    if (!entity || account.propagation.hides(collection, entity.id)) throw noSuch[kind](name);
    return entity;
  };
  /** Its tags and boundary take time to become visible, as all of it does. */
  const seen = (account: Account, id = ''): Partial<Pick<User, 'tags' | 'boundary'>> | undefined =>
    account.visible[collection].withId(id) as E | undefined;
  const need = (account: Account, name: string): Need => {
    const entity = directory(account).named(name);
    const resource = entity?.arn ?? entityArn(account, kind, '/', name);
    return { resource, resourceTags: seen(account, entity?.id)?.tags };
  };
  return {
    kind,
    find,
    change(account, name, change) {
      const entity = find(account, name);
      checkModifiable(entity);
      directory(account).put(change(entity));
    },
    annotate: (account, name, change) => directory(account).put(change(find(account, name))),
    need,
    boundedNeed: (account, name, keys) => ({
      ...need(account, name),
      keys: { ...keys, 'iam:PermissionsBoundary': seen(account, directory(account).named(name)?.id)?.boundary },
    }),
  };
}

/** What has a name and a path in its ARN. */
export type NamedKind = Target<Entity>['kind'] | 'policy' | 'instance-profile' | 'server-certificate' | 'mfa';

export function entityArn(account: Account, kind: NamedKind, path: string, name: string): string {
  return `arn:aws:iam::${account.id}:${kind}${path}${name}`;
}

/** Listings are authorized on the type's ARN with the path prefix: AWS's refusals name it. */
export function listingNeed(account: Account, kind: NamedKind, pathPrefix = '/'): Need {
  return { resource: `arn:aws:iam::${account.id}:${kind}${pathPrefix}` };
}

/** The path prefix of a listing selects by the beginning of the path. */
export function underPath<E extends { readonly path: string }>(entities: readonly E[], prefix = '/'): readonly E[] {
  return prefix === '/' ? entities : entities.filter(({ path }) => path.startsWith(prefix));
}

/** Throws UnmodifiableEntity for a role that only its service may change. */
export function refuseServiceLinked(role: Role): void {
  if (isServiceLinked(role))
    throw new AwsError(
      'UnmodifiableEntity',
      `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
    );
}

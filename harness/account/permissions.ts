import {
  type AttachedPolicy,
  compile,
  gather,
  type PolicyCache,
  type PolicyGroup,
  type PolicySet,
} from '../engine/index.js';
import type { Account } from './account.js';
import type { Caller } from './caller.js';
import type { Entity } from './entities.js';
import { policyText } from './managed-policies.js';
import type { Role } from './roles.js';
import type { User } from './users.js';

/** The policies that speak about an account's users and roles, gathered for the engine. */
export interface Permissions {
  /** The policies of a user, or of the role or user and the session; of root only those of its session. */
  of(caller: Extract<Caller, { kind: 'root' | 'user' | 'assumed-role' | 'federated-user' }>): PolicySet;
  /** The trust policy of a role, in which users and roles are known by their unique ids. */
  trust(role: Role): PolicyGroup;
}

type Principals = Omit<Account, 'permissions'>;
type Gathered = Pick<PolicySet, 'identity' | 'boundary'>;

/**
 * What was gathered is kept until something in the account changes, or a change becomes visible. Who calls is looked up anew: a record may
 * have been replaced while the body of the request arrived.
 */
export function createPermissions(account: Principals, compiled: PolicyCache): Permissions {
  let revision = account.revision;
  const gathered = new Map<string, Gathered>();
  const trusts = new WeakMap<Role, PolicyGroup>();

  const gatheredOf = (principal: User | Role): Gathered => {
    if (revision !== account.revision) gathered.clear();
    revision = account.revision;
    const known = gathered.get(principal.id);
    if (known) return known;
    const policies = gatherPolicies(principal, account, compiled);
    gathered.set(principal.id, policies);
    return policies;
  };
  const ofRole = (roleId: string): Gathered => {
    const role = account.visible.roles.withId(roleId);
    return role ? gatheredOf(role) : { identity: gather([]) };
  };
  const ofUser = (user: User): Gathered => gatheredOf(account.visible.users.withId(user.id) ?? user);
  /** The root user has no policies but the one that names the task of its session. */
  const ofRoot = ({ session }: Extract<Caller, { kind: 'root' }>): PolicySet => {
    if (session?.kind !== 'assumed-root') return {};
    const task = managedPolicies([session.taskPolicyArn], { arn: `arn:aws:iam::${account.id}:root` }, account, (text) =>
      compiled.accepted(text, 'identity'),
    );
    return { identity: gather(task) };
  };
  const ofOpener = (user: User | undefined): Gathered => (user ? ofUser(user) : {});
  const ofSession = (caller: Extract<Caller, { kind: 'assumed-role' | 'federated-user' }>): PolicySet => {
    const { sessionPolicies } = caller.session;
    const policies = caller.kind === 'assumed-role' ? ofRole(caller.session.roleId) : ofOpener(caller.user);
    return sessionPolicies.length > 0 ? { ...policies, sessions: sessionPolicies } : policies;
  };
  return {
    of(caller) {
      const { kind, session } = caller;
      const policies = kind === 'user' ? ofUser(caller.user) : kind === 'root' ? ofRoot(caller) : ofSession(caller);
      if (session === undefined || session.scopeDowns.length === 0) return policies;
      const scopeDowns = session.scopeDowns.map((text) =>
        gather([{ policy: compiled.accepted(text, 'scope-down'), source: { name: 'scope down policy' } }]),
      );
      return { ...policies, scopeDowns };
    },
    trust(role) {
      const known = trusts.get(role);
      if (known) return known;
      const { document, principalIds } = role.trust;
      const policy =
        principalIds.size === 0
          ? compiled.accepted(document, 'trust')
          : compile(document, { kind: 'trust', principalIds, accepted: true });
      const group = gather([{ policy, source: { name: 'AssumeRolePolicyDocument', attachedTo: role.arn } }]);
      trusts.set(role, group);
      return group;
    },
  };
}

function gatherPolicies(principal: User | Role, account: Principals, compiled: PolicyCache): Gathered {
  const identity = gather(
    [principal, ...groupsOf(principal, account)].flatMap((entity) => policiesOfEntity(entity, account, compiled)),
  );
  if (principal.boundary === undefined) return { identity };
  const boundary = managedPolicies([principal.boundary], principal, account, (text) =>
    compiled.accepted(text, 'boundary'),
  );
  return { identity, boundary: gather(boundary) };
}

function groupsOf(principal: User | Role, account: Principals): readonly Entity[] {
  if (!('groupIds' in principal)) return [];
  return principal.groupIds.flatMap((id) => account.visible.groups.withId(id) ?? []);
}

function policiesOfEntity(entity: Entity, account: Principals, compiled: PolicyCache): readonly AttachedPolicy[] {
  const compileIdentity = (document: string) => compiled.accepted(document, 'identity');
  const inline = entity.inlinePolicies.map(({ name, document }) => ({
    policy: compileIdentity(document),
    source: { name, attachedTo: entity.arn },
  }));
  return [...inline, ...managedPolicies(entity.attachedPolicies, entity, account, compileIdentity)];
}

/** A policy that is not there grants nothing; as a boundary it therefore allows nothing. */
function managedPolicies(
  arns: readonly string[],
  { arn: attachedTo }: Pick<Entity, 'arn'>,
  account: Principals,
  compileText: (document: string) => AttachedPolicy['policy'],
): readonly AttachedPolicy[] {
  return arns.flatMap((arn) => {
    const text = policyText(arn, account.visible.policies, account.awsPolicies);
    if (!text) return [];
    return [{ policy: compileText(text.document), source: { name: text.name, arn, attachedTo } }];
  });
}

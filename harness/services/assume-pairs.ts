import type { Account } from '../account/account.js';
import type { Accounts } from '../account/accounts.js';
import type { Caller } from '../account/caller.js';
import type { Role } from '../account/roles.js';
import {
  contextKeysOf,
  createOpenAuthorizer,
  groupsOf,
  type OpenAuthorizer,
  type OpenDecision,
  type PolicyGroup,
} from '../engine/index.js';
import { askedEngine } from './asked-engine.js';
import { type AssumeCandidate, createAssumeCandidates } from './assume-candidates.js';
import { NO_CALL } from './decide.js';
import { withoutStatements } from './left-out-statements.js';

/** Who can assume which roles, as the policies of both sides are. */
export interface AssumePairs {
  /** One for each pair of a principal and a role that is not denied: who asks, with which action, and for which role stands in its request. */
  readonly can: readonly OpenDecision[];
  /** How many pairs were decided; those that are not in `can` are denied. */
  readonly decided: number;
  /** How many pairs were not looked at, for there were too many. */
  readonly leftOut: number;
}

export interface AssumePairsOptions {
  readonly accounts: Accounts;
  readonly region: string;
  /** Statements of permissions boundaries that are not asked, by their Sid, as in `Question`. */
  readonly withoutSids?: readonly string[] | undefined;
}

/** So many take a fraction of a second, and more than so many that can no one looks at. */
const MOST = { decided: 10_000, can: 500 };

/**
 * Decides about every role of an account, and those of other accounts whose trust policies name it: for the users and roles of the account,
 * and for whoever else a trust policy names. A role stands for its sessions, so that the pairs make up chains.
 */
export function assumePairs(account: Account, options: AssumePairsOptions): AssumePairs {
  const candidates = createAssumeCandidates(options.accounts);
  const own = candidates.of(account);
  const trusting = [
    ...rolesOf(account).map((role) => ({
      role,
      owner: account,
      who: [...own, ...candidates.outsiders(role, account)],
    })),
    ...rolesTrusting(account, options.accounts).map((place) => ({ ...place, who: own })),
  ];
  const pairs = trusting.flatMap(({ role, owner, who }) =>
    who.filter(({ caller }) => !isOf(role, caller)).map((candidate) => ({ role, owner, candidate })),
  );
  const decideOn = createDecider(options);
  const can: OpenDecision[] = [];
  let decided = 0;
  for (const pair of pairs) {
    if (decided >= MOST.decided || can.length >= MOST.can) break;
    const open = decideOn(pair);
    decided++;
    if (open.outcome !== 'denied') can.push(withUsedContext(open, pair.candidate));
  }
  return { can, decided, leftOut: pairs.length - decided };
}

/** A role that assumes itself has nothing of it. */
function isOf(role: Role, caller: Caller): boolean {
  return caller.kind === 'assumed-role' && caller.session.roleId === role.id;
}

function rolesOf({ roles, visible }: Account): readonly Role[] {
  return roles.sorted().flatMap(({ id }) => visible.roles.withId(id) ?? []);
}

/** Every ARN and every account's name has the number in it. */
function rolesTrusting(account: Account, accounts: Accounts) {
  return [...accounts]
    .filter((owner) => owner !== account && owner.roles.size > 0)
    .flatMap((owner) =>
      rolesOf(owner)
        .filter(({ trust }) => trust.document.includes(account.id))
        .map((role) => ({ role, owner })),
    );
}

interface Pair {
  readonly role: Role;
  readonly owner: Account;
  readonly candidate: AssumeCandidate;
}

function createDecider({ accounts, region, withoutSids = [] }: AssumePairsOptions): (pair: Pair) => OpenDecision {
  const authorizers = new Map<AssumeCandidate, OpenAuthorizer>();
  const boundaries = new WeakMap<PolicyGroup, PolicyGroup>();
  const unguarded = (boundary: PolicyGroup): PolicyGroup => {
    if (withoutSids.length === 0) return boundary;
    const known = boundaries.get(boundary) ?? withoutStatements(withoutSids, boundary);
    boundaries.set(boundary, known);
    return known;
  };
  return ({ role, owner, candidate }) => {
    const { caller, action, principal, keys } = candidate;
    const { request, policies } = askedEngine({
      ...{ caller, action, accounts },
      need: {
        ...(principal && { principal }),
        resource: role.arn,
        resourceAccount: owner.id,
        trustPolicy: owner.permissions.trust(role),
        resourceTags: role.tags,
        ...(keys && { keys }),
      },
      facts: { ...NO_CALL, origin: originOf(candidate), region },
      resourceAccount: owner.id,
      now: (caller.kind === 'anonymous' ? owner : caller.account).clock.now(),
    });
    const authorizeOpen = authorizers.get(candidate) ?? createOpenAuthorizer(candidate.isOpen);
    authorizers.set(candidate, authorizeOpen);
    const { boundary } = policies;
    return authorizeOpen(request, boundary === undefined ? policies : { ...policies, boundary: unguarded(boundary) });
  };
}

function originOf({ caller }: AssumeCandidate) {
  const network = { sourceIp: '127.0.0.1', secureTransport: true };
  return caller.kind === 'service' ? { ...network, service: { principal: caller.service } } : network;
}

/** Only what the policies look at and the state tells: it is kept and sent, and the rest was made up. */
function withUsedContext(open: OpenDecision, { isOpen }: AssumeCandidate): OpenDecision {
  const { decision } = open;
  const { request } = decision;
  const policies = groupsOf(decision.policies).flatMap((group) => group.policies.map(({ policy }) => policy));
  const used = new Set(policies.flatMap((policy) => contextKeysOf(policy).map((key) => key.toLowerCase())));
  const context = new Map(
    [...used].flatMap((key) => {
      const value = isOpen(key) ? undefined : request.context.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  return { ...open, decision: { ...decision, request: { ...request, context } } };
}

import { serviceOf } from './actions.js';
import type { DecidingStatement } from './decision.js';
import type { AttachedPolicy } from './policies.js';
import { indexResources, type ResourceNode } from './resource-index.js';
import { actionMatches, type CompiledStatement } from './statement.js';

/** A statement in its place: of this policy, attached here. */
export interface AttachedStatement {
  readonly statement: CompiledStatement;
  /** Its place among all statements of the group. */
  readonly order: number;
  /** How a decision names it, made once: a list of one. */
  readonly deciding: readonly [DecidingStatement];
}

/** The statements of a group that speak about one action, to be found by the beginning of their resources. */
export interface Candidates {
  readonly denies: ResourceNode<AttachedStatement>;
  readonly allows: ResourceNode<AttachedStatement>;
}

/** Policies that are decided together, as all policies of a user and its groups are. */
export interface PolicyGroup {
  readonly policies: readonly AttachedPolicy[];
  /** The list of this one group, made once: most kinds of policy have a single group. */
  readonly alone: readonly PolicyGroup[];
  candidates(action: string): Candidates;
}

/** Where a statement is found by the actions that it names. */
interface StatementIndex {
  readonly byAction: Map<string, AttachedStatement[]>;
  readonly byService: Map<string, AttachedStatement[]>;
  /** Statements with NotAction, or with wildcards in the service. */
  readonly anyService: AttachedStatement[];
}

const NONE: Candidates = { denies: indexResources([]), allows: indexResources([]) };
/** Actions are few; a caller who asks for ever new names must not fill the memory. */
const REMEMBERED_ACTIONS = 2_000;

/** Indexes the statements of the policies by service and action, so that a decision looks only at those that can match. */
export function gather(policies: readonly AttachedPolicy[]): PolicyGroup {
  const remembered = new Map<string, Candidates>();
  let index: StatementIndex | undefined;
  // One decision asks for the same action several times.
  let last: string | undefined;
  let lastFound = NONE;
  const group = {
    policies,
    alone: [] as readonly PolicyGroup[],
    candidates(action: string): Candidates {
      if (action === last) return lastFound;
      const found = remembered.get(action) ?? find(action);
      last = action;
      lastFound = found;
      return found;
    },
  };
  function find(action: string): Candidates {
    index ??= indexStatements(policies);
    const found = findCandidates(index, action.toLowerCase());
    if (remembered.size >= REMEMBERED_ACTIONS) remembered.clear();
    remembered.set(action, found);
    return found;
  }
  group.alone = [group];
  return group;
}

function indexStatements(policies: readonly AttachedPolicy[]): StatementIndex {
  const index: StatementIndex = { byAction: new Map(), byService: new Map(), anyService: [] };
  let order = 0;
  for (const attached of policies) {
    for (const statement of attached.policy.statements) {
      addStatement(index, attach(statement, order++, attached));
    }
  }
  return index;
}

function attach(statement: CompiledStatement, order: number, { policy, source }: AttachedPolicy): AttachedStatement {
  const { sid, index, effect } = statement;
  return { statement, order, deciding: [{ layer: policy.kind, source, sid, index, effect }] };
}

function addStatement(index: StatementIndex, attached: AttachedStatement): void {
  const { actions, exceptActions } = attached.statement;
  if (exceptActions) {
    index.anyService.push(attached);
    return;
  }
  for (const { service, exact } of actions) {
    if (exact !== undefined) push(index.byAction, exact, attached);
    else if (service !== undefined) push(index.byService, service, attached);
    else index.anyService.push(attached);
  }
}

function push(map: Map<string, AttachedStatement[]>, key: string, attached: AttachedStatement): void {
  const list = map.get(key);
  if (!list) map.set(key, [attached]);
  else if (list.at(-1) !== attached) list.push(attached);
}

function findCandidates({ byAction, byService, anyService }: StatementIndex, action: string): Candidates {
  const possible = [
    ...(byAction.get(action) ?? []),
    ...(byService.get(serviceOf(action)) ?? []).filter(({ statement }) => actionMatches(statement, action)),
    ...anyService.filter(({ statement }) => actionMatches(statement, action)),
  ];
  if (possible.length === 0) return NONE;
  const inOrder = [...new Set(possible)].sort((a, b) => a.order - b.order);
  const ofEffect = (effect: 'Allow' | 'Deny') => inOrder.filter(({ statement }) => statement.effect === effect);
  return { denies: indexResources(ofEffect('Deny')), allows: indexResources(ofEffect('Allow')) };
}

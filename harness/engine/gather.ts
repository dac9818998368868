import { serviceOf } from './actions.js';
import type { DecidingStatement, Layer } from './decision.js';
import type { AttachedPolicy } from './policies.js';
import { indexResources, type ResourceNode } from './resource-index.js';
import { actionMatches, type CompiledStatement } from './statement.js';
import type { PolicyKind } from './validate.js';

/** A statement in its place: of this policy, attached here. */
export interface AttachedStatement {
  readonly statement: CompiledStatement;
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

interface Ordered {
  readonly order: number;
  readonly attached: AttachedStatement;
}

/** Where a statement is found by the actions that it names. */
interface StatementIndex {
  readonly byAction: Map<string, Ordered[]>;
  readonly byService: Map<string, Ordered[]>;
  /** Statements with NotAction, or with wildcards in the service. */
  readonly anyService: Ordered[];
}

const NONE: Candidates = { denies: indexResources([]), allows: indexResources([]) };
/** Actions are few; a caller who asks for ever new names must not fill the memory. */
const REMEMBERED_ACTIONS = 2_000;

const LAYERS: Readonly<Record<PolicyKind, Layer>> = {
  identity: 'identity',
  resource: 'resource',
  trust: 'trust',
  boundary: 'boundary',
  session: 'session',
  scp: 'scp',
  rcp: 'rcp',
  endpoint: 'endpoint',
};

/** Indexes the statements of the policies by service and action, so that a decision looks only at those that can match. */
export function gather(policies: readonly AttachedPolicy[]): PolicyGroup {
  const remembered = new Map<string, Candidates>();
  let index: StatementIndex | undefined;
  const group = {
    policies,
    alone: [] as readonly PolicyGroup[],
    candidates(action: string): Candidates {
      const known = remembered.get(action);
      if (known) return known;
      index ??= indexStatements(policies);
      const found = findCandidates(index, action.toLowerCase());
      if (remembered.size >= REMEMBERED_ACTIONS) remembered.clear();
      remembered.set(action, found);
      return found;
    },
  };
  group.alone = [group];
  return group;
}

function indexStatements(policies: readonly AttachedPolicy[]): StatementIndex {
  const index: StatementIndex = { byAction: new Map(), byService: new Map(), anyService: [] };
  let order = 0;
  for (const attached of policies) {
    for (const statement of attached.policy.statements) {
      addStatement(index, { order: order++, attached: attach(statement, attached) });
    }
  }
  return index;
}

function attach(statement: CompiledStatement, { policy, source }: AttachedPolicy): AttachedStatement {
  const { sid, index, effect } = statement;
  return { statement, deciding: [{ layer: LAYERS[policy.kind], source, sid, index, effect }] };
}

function addStatement(index: StatementIndex, ordered: Ordered): void {
  const { actions, exceptActions } = ordered.attached.statement;
  if (exceptActions) {
    index.anyService.push(ordered);
    return;
  }
  for (const { service, exact } of actions) {
    if (exact !== undefined) push(index.byAction, exact, ordered);
    else if (service !== undefined) push(index.byService, service, ordered);
    else index.anyService.push(ordered);
  }
}

function push(map: Map<string, Ordered[]>, key: string, ordered: Ordered): void {
  const list = map.get(key);
  if (!list) map.set(key, [ordered]);
  else if (list.at(-1) !== ordered) list.push(ordered);
}

function findCandidates({ byAction, byService, anyService }: StatementIndex, action: string): Candidates {
  const possible = [
    ...(byAction.get(action) ?? []),
    ...(byService.get(serviceOf(action)) ?? []).filter(({ attached }) => actionMatches(attached.statement, action)),
    ...anyService.filter(({ attached }) => actionMatches(attached.statement, action)),
  ];
  if (possible.length === 0) return NONE;
  const inOrder = [...new Set(possible)].sort((a, b) => a.order - b.order).map(({ attached }) => attached);
  const ofEffect = (effect: 'Allow' | 'Deny') => inOrder.filter(({ statement }) => statement.effect === effect);
  return { denies: indexResources(ofEffect('Deny')), allows: indexResources(ofEffect('Allow')) };
}

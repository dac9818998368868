import { type AttachedPolicy, type Decision, kindsInOrder, type Mismatch, type PolicyGroup } from '../engine/index.js';
import type { CompiledStatement } from '../engine/statement.js';
import { actionsMet, fitOf, resourcesMet } from './statement-fit.js';

/** What is counted of a statement while the decisions are gone through. */
export interface StatementTally {
  readonly statement: CompiledStatement;
  decided: number;
  fitted: number;
  nearest: readonly Mismatch[] | undefined;
  readonly actions: { count: number; readonly met: Set<string> }[];
  readonly resources: { count: number; readonly met: Set<string> }[];
  readonly conditions: { held: number; refused: number }[];
}

export function emptyTally(statement: CompiledStatement): StatementTally {
  const items = (list: readonly unknown[] = []) => list.map(() => ({ count: 0, met: new Set<string>() }));
  return {
    statement,
    decided: 0,
    fitted: 0,
    nearest: undefined,
    actions: items(statement.actions),
    resources: items(statement.resources),
    conditions: statement.conditions.map(() => ({ held: 0, refused: 0 })),
  };
}

/** Counts what a decision of a test says of the statements that have a tally. */
export function countDecision(
  decision: Decision,
  tallies: ReadonlyMap<AttachedPolicy, readonly StatementTally[]>,
): void {
  for (const kind of kindsInOrder) {
    if (!kind.binds(decision.request)) continue;
    for (const group of kind.groups(decision.policies) ?? []) countGroup(group, kind.grants, decision, tallies);
  }
}

/** Of a kind that only lets through, the first Allow of each group made it possible that the request was allowed. */
function countGroup(
  group: PolicyGroup,
  grants: boolean,
  decision: Decision,
  tallies: ReadonlyMap<AttachedPolicy, readonly StatementTally[]>,
): void {
  let isLetThrough = grants || decision.because !== 'allowed';
  for (const attached of group.policies) {
    const counted = tallies.get(attached);
    for (const statement of attached.policy.statements) {
      const fit = fitOf(statement, decision.request, decision.policies.boundary !== undefined);
      const isFirst = !isLetThrough && fit.applies && statement.effect === 'Allow';
      if (isFirst) isLetThrough = true;
      const tally = counted?.find((each) => each.statement.index === statement.index);
      if (tally === undefined) continue;
      const named = decision.deciding.some(
        ({ source, index }) => source === attached.source && index === statement.index,
      );
      countStatement({ ...tally, statement }, tally, fit, named || isFirst, decision);
    }
  }
}

function countStatement(
  { statement }: Pick<StatementTally, 'statement'>,
  tally: StatementTally,
  fit: ReturnType<typeof fitOf>,
  decided: boolean,
  { request }: Decision,
): void {
  const { action, resource, principal, conditions, applies } = fit;
  if (applies) tally.fitted++;
  if (decided) tally.decided++;
  const mismatches = [
    ...(action ? [] : (['action'] as const)),
    ...(resource ? [] : (['resource'] as const)),
    ...(principal ? [] : (['principal'] as const)),
    ...(conditions.includes(false) ? (['condition'] as const) : []),
  ];
  if (tally.nearest === undefined || mismatches.length < tally.nearest.length) tally.nearest = mismatches;
  if (applies) for (const condition of tally.conditions) condition.held++;
  const refusing = conditions.indexOf(false);
  const isAlone = action && resource && principal && refusing >= 0 && conditions.indexOf(false, refusing + 1) < 0;
  const alone = isAlone ? tally.conditions[refusing] : undefined;
  if (alone) alone.refused++;
  const isExcept = (only: 'action' | 'resource') => mismatches.length === 1 && mismatches[0] === only;
  if (statement.exceptActions ? isExcept('action') : decided)
    note(tally.actions, actionsMet(statement, request), request.action);
  if (statement.exceptResources ? isExcept('resource') : decided)
    note(tally.resources, resourcesMet(statement, request), request.resource);
}

function note(items: StatementTally['actions'], met: readonly boolean[], what: string): void {
  items.forEach((item, index) => {
    if (!met[index]) return;
    item.count++;
    item.met.add(what);
  });
}

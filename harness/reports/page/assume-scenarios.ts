import { grouped } from '../grouped.js';
import { type AssumeEdge, assumeEdges, isAssumed } from './assume-edges.js';
import type { Model, Shown, ShownAssumptions } from './model.js';

/** A test, or an account of a server, in which someone assumed a role or can. */
export interface AssumeScenario {
  readonly name: string;
  readonly decisions: readonly Shown[];
  readonly assumptions: readonly ShownAssumptions[];
  readonly edges: readonly AssumeEdge[];
  /** How many roles can be assumed that nobody was allowed to. */
  readonly untried: number;
}

export function assumeScenarios({ decisions, assumptions }: Model, isLive: boolean): readonly AssumeScenario[] {
  const calls = grouped(decisions.filter(isAssumed), (shown) => (isLive ? accountOf(shown) : shown.test));
  const foreseen = grouped(assumptions, ({ scenario }) => scenario);
  return [...new Set([...calls.keys(), ...foreseen.keys()])].flatMap((name): readonly AssumeScenario[] => {
    const parts = { decisions: calls.get(name) ?? [], assumptions: foreseen.get(name) ?? [] };
    const edges = assumeEdges(parts.decisions, parts.assumptions, !isLive);
    const untried = edges.filter(({ state }) => state === 'untried' || state === 'conditional').length;
    return edges.length === 0 ? [] : [{ name, ...parts, edges, untried }];
  });
}

/** An edge for each principal and role of all of them; where tests have accounts of their own, the same name is one in all. */
export function edgesOfAll(scenarios: readonly AssumeScenario[], isLive: boolean): readonly AssumeEdge[] {
  const [only, ...others] = scenarios;
  if (only !== undefined && others.length === 0) return only.edges;
  return assumeEdges(
    scenarios.flatMap(({ decisions }) => decisions),
    scenarios.flatMap(({ assumptions }) => assumptions),
    !isLive,
  );
}

function accountOf({ recorded }: Shown): string {
  const { principal, resourceAccount } = recorded.decision.request;
  return `Account ${'account' in principal ? principal.account : resourceAccount}`;
}

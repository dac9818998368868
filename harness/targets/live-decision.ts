import type { SimulatorTerms } from '../emulator/index.js';
import type { Simulated } from './live-simulated.js';
import type { MatchedStatement } from './live-statements.js';
import type { Verdict } from './live-verdict.js';
import type { DecidedOutcome, DecisionView } from './target.js';

/** A question and all that came of it. */
export interface Simulation {
  readonly judged: Verdict;
  readonly matched: readonly MatchedStatement[];
  readonly who: Simulated;
  /** Twelve digits. */
  readonly account: string;
  readonly action: string;
  readonly resource: string;
  readonly entries: readonly { readonly ContextKeyName: string; readonly ContextKeyValues: readonly string[] }[];
  /** Whether the policy of the resource was asked, if it has one. */
  readonly isKnown: boolean;
}

/** The answers of AWS's simulator in the form of a decision of our own: which statements matched, what was not given, and what was not asked. */
export function decidedView(simulation: Simulation, { layerName }: Pick<SimulatorTerms, 'layerName'>): DecidedOutcome {
  const { judged, matched, action, resource, account, entries } = simulation;
  const { because, layer } = judged;
  const outcome = because === 'allowed' ? 'allowed' : 'denied';
  const why = WHY[because](action, layerName(layer));
  const decision: DecisionView = {
    ...{ outcome, because, layer, action, resource, why },
    deciding: matched.flatMap(({ deciding }) => deciding ?? []),
    principal: principalOf(simulation),
    resourceAccount: account,
    context: Object.fromEntries(
      entries.map(({ ContextKeyName: name, ContextKeyValues: [first = '', ...more] }) => [
        name.toLowerCase(),
        more.length === 0 ? first : [first, ...more],
      ]),
    ),
    explanation: [
      `${outcome}: ${why}`,
      ...matched.map(({ words }) => `  ${outcome} by ${words}`),
      ...notes(simulation),
    ].join('\n'),
  };
  return { outcome, decision };
}

const WHY: Readonly<Record<Verdict['because'], (action: string, policy: string) => string>> = {
  allowed: (action, policy) => `a ${policy} allows ${action}`,
  'explicit-deny': (action, policy) => `a statement in a ${policy} denies ${action}, and a deny always wins`,
  'implicit-deny': (action, policy) => `no ${policy} allows ${action}, and what is not allowed is denied`,
};

function notes({ judged: { result }, isKnown, resource }: Simulation): readonly string[] {
  const missing = [
    ...(result.MissingContextValues ?? []),
    ...(result.ResourceSpecificResults ?? []).flatMap(({ MissingContextValues = [] }) => MissingContextValues),
  ];
  const keys = [...new Set(missing)].join(', ');
  const notAsked = [
    ...(isKnown ? [] : [`a policy of \`${resource}\`, which the run did not make`]),
    ...(result.OrganizationsDecisionDetail === undefined ? [] : ["the organization's RCPs"]),
  ];
  return [
    ...(keys === '' ? [] : [`not in the request: ${keys}; pass them in \`context\`, or with \`with\``]),
    `decided by AWS's SimulatePrincipalPolicy${notAsked.length === 0 ? '' : `; not asked: ${notAsked.join(', ')}`}`,
  ];
}

function principalOf({ who, account }: Simulation): DecisionView['principal'] {
  const { arn, id, name, session } = who;
  if (session === undefined) return { type: 'user', account, arn, uniqueId: id };
  return {
    ...{ type: 'assumed-role', account, roleArn: arn, roleId: id, sessionName: session.name },
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${session.name}`,
  };
}

import type { Decision } from './decision.js';
import { policyKinds } from './kinds.js';
import { placeWords, policyOf, statementPlace } from './statement-place.js';

const policyName = ({ layer }: Decision) => policyKinds[layer ?? 'identity'].plainName;

const RULES: Readonly<Record<Decision['because'], (decision: Decision) => string>> = {
  'implicit-deny': (decision) =>
    `no ${policyName(decision)} allows ${decision.request.action}, and what is not allowed is denied`,
  'explicit-deny': (decision) =>
    `${denier(decision)} in a ${policyName(decision)} denies ${decision.request.action}, and a deny always wins`,
  allowed: (decision) => `a ${policyName(decision)} allows ${decision.request.action}`,
  'root-of-the-account': () => 'the root user of an account may do everything in it',
  'no-permission-needed': ({ request }) => `${request.action} needs no permission`,
};

/** The reason of a decision for someone who does not know IAM. */
export function plainWords(decision: Decision): string {
  return RULES[decision.because](decision);
}

function denier(decision: Decision): string {
  const deny = decision.deciding.find(({ effect }) => effect === 'Deny');
  if (deny === undefined) return 'a statement';
  const policy = policyOf(decision, deny);
  return placeWords(policy ? statementPlace(policy, deny.index) : { ...deny, position: { line: 1, column: 1 } });
}

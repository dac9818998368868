import type { Decision, Layer } from './decision.js';
import { placeWords, policyOf, statementPlace } from './statement-place.js';

/** Each kind of policy as a person would call it. */
const POLICIES: Readonly<Record<Layer, string>> = {
  identity: 'policy of the caller',
  resource: 'policy on the resource',
  trust: 'trust policy of the role',
  boundary: 'permissions boundary of the caller',
  session: 'policy of the session',
  scp: 'service control policy of the organization',
  rcp: 'resource control policy of the organization',
  endpoint: 'policy of the VPC endpoint',
};

const RULES: Readonly<Record<Decision['because'], (decision: Decision) => string>> = {
  'implicit-deny': ({ layer, request }) =>
    `no ${POLICIES[layer ?? 'identity']} allows ${request.action}, and what is not allowed is denied`,
  'explicit-deny': (decision) =>
    `${denier(decision)} in a ${POLICIES[decision.layer ?? 'identity']} denies ${decision.request.action}, and a deny always wins`,
  allowed: ({ layer, request }) => `a ${POLICIES[layer ?? 'identity']} allows ${request.action}`,
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

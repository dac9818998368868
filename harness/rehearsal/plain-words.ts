import type { DecidingStatement, Decision, Layer } from '../engine/index.js';

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
  'explicit-deny': ({ layer, request, deciding }) =>
    `${denier(deciding)} in a ${POLICIES[layer ?? 'identity']} denies ${request.action}, and a deny always wins`,
  allowed: ({ layer, request }) => `a ${POLICIES[layer ?? 'identity']} allows ${request.action}`,
  'root-of-the-account': () => 'the root user of an account may do everything in it',
  'no-permission-needed': ({ request }) => `${request.action} needs no permission`,
};

/** The reason of a decision for someone who does not know IAM. */
export function plainWords(decision: Decision): string {
  return RULES[decision.because](decision);
}

function denier(deciding: readonly DecidingStatement[]): string {
  const statement = deciding.find(({ effect }) => effect === 'Deny');
  if (statement === undefined) return 'a statement';
  const which = statement.sid === undefined ? `statement ${statement.index + 1}` : `the statement ${statement.sid}`;
  return `${which} of ${statement.source.name}`;
}

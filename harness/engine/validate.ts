import type { CompileOptions } from './compile.js';
import type { Layer } from './decision.js';
import { locateFaults, type PolicyErrorCode, type PolicyFault, type PolicyFinding } from './policy-error.js';
import type { DocumentPositions } from './positions.js';
import { validateIdentityPolicy, validateOtherPolicy } from './validate-identity.js';
import { validateResourceControlPolicy, validateServiceControlPolicy } from './validate-organization.js';
import { validateResourcePolicy } from './validate-resource.js';
import { validateTrustPolicy } from './validate-trust.js';

/** What a document is to be: each kind of policy is a layer of its own in a decision. */
export type PolicyKind = Layer;

/** How AWS receives one kind of policy. */
export interface PolicyRules {
  readonly code: PolicyErrorCode;
  /** What is said of a text that is no JSON. */
  readonly noJson: string;
  /** The faults in AWS's words, the one that AWS answers first. */
  validate(document: string, options: CompileOptions): readonly PolicyFault[];
}

const identity: PolicyRules = {
  code: 'MalformedPolicyDocument',
  noJson: 'Syntax errors in policy.',
  validate: validateIdentityPolicy,
};

const session: PolicyRules = { ...identity, validate: (document) => validateOtherPolicy(document, 'forbidden') };

const RULES: Readonly<Record<PolicyKind, PolicyRules>> = {
  identity,
  boundary: identity,
  session,
  'scope-down': session,
  scp: { ...identity, code: 'MalformedPolicyDocumentException', validate: validateServiceControlPolicy },
  rcp: { ...identity, code: 'MalformedPolicyDocumentException', validate: validateResourceControlPolicy },
  endpoint: { ...identity, validate: (document) => validateOtherPolicy(document, 'required') },
  trust: {
    code: 'MalformedPolicyDocument',
    noJson: 'This policy contains invalid Json',
    validate: validateTrustPolicy,
  },
  resource: {
    code: 'MalformedPolicy',
    noJson: "Policies must be valid JSON and the first byte must be '{'",
    validate: validateResourcePolicy,
  },
};

export function rulesOf(kind: PolicyKind): PolicyRules {
  return RULES[kind];
}

/**
 * Every fault of a document that is to be saved as this kind of policy, in AWS's words and with its line and column; none for a
 * document that AWS accepts. `positions` are those of the YAML that the document was made from.
 */
export function validate(
  document: string,
  options: CompileOptions,
  positions?: DocumentPositions,
): readonly PolicyFinding[] {
  const faults = rulesOf(options.kind).validate(document, options);
  return faults.length === 0 ? [] : locateFaults(faults, document, positions);
}

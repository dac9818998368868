import type { CompileOptions } from './compile.js';
import type { PolicyErrorCode, PolicyFinding } from './policy-error.js';
import { validateIdentityPolicy, validateOtherPolicy } from './validate-identity.js';
import { validateResourcePolicy } from './validate-resource.js';
import { validateTrustPolicy } from './validate-trust.js';

/** What a document is saved as. */
export type PolicyKind = 'identity' | 'trust' | 'resource' | 'boundary' | 'session' | 'scp' | 'rcp' | 'endpoint';

/** How AWS receives one kind of policy. */
export interface PolicyRules {
  readonly code: PolicyErrorCode;
  /** What is said of a text that is no JSON. */
  readonly noJson: string;
  /** The faults in AWS's words, the one that AWS answers first. */
  validate(document: string, options: CompileOptions): readonly PolicyFinding[];
}

const identity: PolicyRules = {
  code: 'MalformedPolicyDocument',
  noJson: 'Syntax errors in policy.',
  validate: validateIdentityPolicy,
};

const RULES: Readonly<Record<PolicyKind, PolicyRules>> = {
  identity,
  boundary: identity,
  session: { ...identity, validate: (document) => validateOtherPolicy(document, 'forbidden') },
  scp: { ...identity, validate: (document) => validateOtherPolicy(document, 'forbidden') },
  rcp: { ...identity, validate: (document) => validateOtherPolicy(document, 'required') },
  endpoint: { ...identity, validate: (document) => validateOtherPolicy(document, 'optional') },
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

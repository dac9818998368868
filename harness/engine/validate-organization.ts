import { isObject, member, parseJson } from './document.js';
import { documentFault, itemsOf, type PlacedStatement, placedStatements, statementFault } from './placed-elements.js';
import type { PolicyFault } from './policy-error.js';
import { validateOtherPolicy } from './validate-identity.js';
import { documentSyntaxFault } from './validate-syntax.js';

/** Organizations has one sentence for all. */
const REFUSED = 'The provided policy document does not meet the requirements of the specified policy type.';

/**
 * The faults of a service control policy: an identity policy whose faults Organizations does not tell apart.
 *
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
 */
export function validateServiceControlPolicy(document: string): readonly PolicyFault[] {
  return inOneSentence(validateOtherPolicy(document, 'forbidden'));
}

/**
 * The faults of a resource control policy: it only denies, and to everyone. `RCPFullAWSAccess`, the only one that may allow, allows
 * everything.
 *
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
export function validateResourceControlPolicy(document: string): readonly PolicyFault[] {
  const faults = inOneSentence(validateOtherPolicy(document, 'required'));
  const json = parseJson(document);
  if (!isObject(json) || documentSyntaxFault(json)) return faults;
  if (member(json, 'Version') !== '2012-10-17') return [...faults, documentFault(REFUSED, 'Version')];
  return [...faults, ...placedStatements(json).flatMap((statement) => controlFault(statement) ?? [])];
}

function controlFault(statement: PlacedStatement): PolicyFault | undefined {
  const { json } = statement;
  for (const element of ['NotPrincipal', 'NotAction']) {
    if (member(json, element) !== undefined) return { ...statementFault(statement, REFUSED, element), atName: true };
  }
  if (!isEveryone(statement)) return statementFault(statement, REFUSED, 'Principal');
  const allowsAll =
    itemsOf(statement, 'Action').some(({ value }) => value === '*') && member(json, 'Condition') === undefined;
  const isAllowed = member(json, 'Effect') === 'Deny' || allowsAll;
  return isAllowed ? undefined : statementFault(statement, REFUSED, 'Effect');
}

function isEveryone({ json }: PlacedStatement): boolean {
  return member(json, 'Principal') === '*';
}

function inOneSentence(faults: readonly PolicyFault[]): readonly PolicyFault[] {
  return faults.map((fault) => ({ ...fault, message: REFUSED }));
}

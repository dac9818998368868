import { dateValue } from './dates.js';
import { isObject, type JsonObject, listOf, member, parseJson } from './document.js';
import type { PolicyFinding } from './policy-error.js';
import { failsLegacyParsing, resourceFault } from './resource-form.js';
import { hasDocumentSyntax, hasUniqueSids } from './validate-syntax.js';

/** Whether a kind of policy has a Principal element. */
export type PrincipalUse = 'forbidden' | 'required' | 'optional';

const LEGACY = 'The policy failed legacy parsing';
const SYNTAX = 'Syntax errors in policy.';
const SID = /^[0-9A-Za-z]*$/;
const VENDOR = /^[a-zA-Z0-9\-.]+$/;

/**
 * The faults of an identity policy in AWS's order: syntax, version, legacy parsing, Sids, missing actions, missing resources,
 * then the form of resources and actions.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function validateIdentityPolicy(document: string): readonly PolicyFinding[] {
  return validateDocument(document, 'forbidden', '2012-10-17');
}

/** Session policies, SCPs, RCPs and endpoint policies: the same rules, but any version. */
export function validateOtherPolicy(document: string, principal: PrincipalUse): readonly PolicyFinding[] {
  return validateDocument(document, principal, undefined);
}

function validateDocument(
  document: string,
  principal: PrincipalUse,
  version: string | undefined,
): readonly PolicyFinding[] {
  const json = parseJson(document);
  if (!hasDocumentSyntax(json)) return [{ message: SYNTAX, statement: undefined }];
  if (version !== undefined && member(json, 'Version') !== version) {
    return [{ message: `Policy document must be version ${version} or greater.`, statement: undefined }];
  }
  const statements = listOf(member(json, 'Statement')).filter(isObject);
  if (/^\s/.test(document) || statements.some(hasLegacyFault)) return [{ message: LEGACY, statement: undefined }];
  return statementFaults(statements, principal);
}

function hasLegacyFault(statement: JsonObject): boolean {
  const effect = member(statement, 'Effect');
  return (
    (effect !== 'Allow' && effect !== 'Deny') ||
    hasBadDate(statement) ||
    failsLegacyParsing(textsOf(statement, 'Resource')) ||
    failsLegacyParsing(textsOf(statement, 'NotResource'))
  );
}

function hasBadDate(statement: JsonObject): boolean {
  const condition = member(statement, 'Condition');
  if (!isObject(condition)) return false;
  return Object.entries(condition)
    .filter(([operator]) => /^(?:For\w+:)?Date/.test(operator))
    .flatMap(([, keys]) => (isObject(keys) ? Object.values(keys).flatMap(listOf) : []))
    .some((value) => dateValue(String(value)) === undefined);
}

type StatementCheck = (statement: JsonObject) => string | undefined;

function statementFaults(statements: readonly JsonObject[], principal: PrincipalUse): readonly PolicyFinding[] {
  const sids = hasUniqueSids(statements)
    ? []
    : [{ message: 'Statement IDs (SID) in a single policy must be unique.', statement: undefined }];
  const checks: readonly StatementCheck[] = [
    principalFault(principal),
    sidFault,
    (statement) => missing(statement, 'Action', 'actions'),
    (statement) => missing(statement, 'Resource', 'resources'),
    resourcesFault,
    actionsFault,
  ];
  const faults = checks.flatMap((check) =>
    statements.flatMap((statement, index) => {
      const message = check(statement);
      return message === undefined ? [] : [{ message, statement: index }];
    }),
  );
  return [...sids, ...faults];
}

function principalFault(use: PrincipalUse): StatementCheck {
  return (statement) => {
    const named = member(statement, 'Principal') ?? member(statement, 'NotPrincipal');
    if (use === 'forbidden' && named !== undefined) return 'Policy document should not specify a principal.';
    return use === 'required' && named === undefined ? SYNTAX : undefined;
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
function sidFault(statement: JsonObject): string | undefined {
  if (SID.test(String(member(statement, 'Sid') ?? ''))) return undefined;
  return 'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*';
}

function missing(statement: JsonObject, element: 'Action' | 'Resource', what: string): string | undefined {
  const given = [...textsOf(statement, element), ...textsOf(statement, `Not${element}`)];
  return given.length === 0 ? `Policy statement must contain ${what}.` : undefined;
}

function resourcesFault(statement: JsonObject): string | undefined {
  return firstOf([...textsOf(statement, 'Resource'), ...textsOf(statement, 'NotResource')], resourceFault);
}

function actionsFault(statement: JsonObject): string | undefined {
  return firstOf([...textsOf(statement, 'Action'), ...textsOf(statement, 'NotAction')], actionFault);
}

function actionFault(action: string): string | undefined {
  if (action === '*') return undefined;
  const [vendor = '', ...rest] = action.split(':');
  if (rest.length === 0) return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
  if (rest.length > 1) return 'Actions/Condition can contain only one colon.';
  return vendor === '*' || VENDOR.test(vendor) ? undefined : `Vendor ${vendor} is not valid`;
}

function firstOf<T>(values: readonly T[], fault: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = fault(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textsOf(statement: JsonObject, element: string): readonly string[] {
  return listOf(member(statement, element)).map(String);
}

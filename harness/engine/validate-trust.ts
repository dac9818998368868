import { compileAction, matchesAction } from './actions.js';
import { isObject, type Json, type JsonObject, listOf, member, parseJson } from './document.js';
import type { PolicyFinding } from './policy-error.js';
import { malformedPrincipal } from './principal-form.js';
import { hasConditionSyntax, hasUniqueSids, isKnownVersion, unknownElement } from './validate-syntax.js';

const SYNTAX = 'Syntax errors in policy.';

/** What a trust policy may speak about; its wildcards must cover one of them. */
const TRUST_ACTIONS = [
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:tagsession',
  'sts:setsourceidentity',
  'sts:setcontext',
];

/**
 * The faults of a role's trust policy, as CreateRole and UpdateAssumeRolePolicy word them. Whether the principals exist is
 * the account's business.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
 */
export function validateTrustPolicy(document: string): readonly PolicyFinding[] {
  if (/^\s/.test(document)) return [{ message: 'JSON strings must not have leading spaces', statement: undefined }];
  const json = parseJson(document);
  if (!isObject(json)) return [{ message: 'This policy contains invalid Json', statement: undefined }];
  const documentFault = faultOfDocument(json);
  if (documentFault !== undefined) return [{ message: documentFault, statement: undefined }];
  const statements = listOf(member(json, 'Statement')).filter(isObject);
  return statements.flatMap((statement, index) => {
    const message = faultOfStatement(statement);
    return message === undefined ? [] : [{ message, statement: index }];
  });
}

function faultOfDocument(json: JsonObject): string | undefined {
  if (!isKnownVersion(member(json, 'Version'))) return 'The policy must contain a valid version string';
  const statements = listOf(member(json, 'Statement'));
  if (statements.length === 0) return 'Could not parse the policy: Statement is empty!';
  const isKnown = Object.keys(json).every((name) => ['Version', 'Id', 'Statement'].includes(name));
  if (!isKnown || !statements.every(isObject)) return SYNTAX;
  return hasUniqueSids(statements.filter(isObject)) ? undefined : 'The Statement Ids in the policy are not unique';
}

type StatementCheck = (statement: JsonObject) => string | undefined;

const CHECKS: readonly StatementCheck[] = [
  prohibitedField,
  effectFault,
  principalFault,
  actionFault,
  (statement) => (hasConditionSyntax(member(statement, 'Condition')) ? undefined : SYNTAX),
  (statement) => (typeof (member(statement, 'Sid') ?? '') === 'string' ? undefined : SYNTAX),
];

function faultOfStatement(statement: JsonObject): string | undefined {
  for (const check of CHECKS) {
    const fault = check(statement);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function prohibitedField(statement: JsonObject): string | undefined {
  if (member(statement, 'Resource') !== undefined) return 'Has prohibited field Resource';
  if (member(statement, 'NotResource') !== undefined) return 'AssumeRole policy must not contain resources.';
  return unknownElement(statement) === undefined ? undefined : SYNTAX;
}

function effectFault(statement: JsonObject): string | undefined {
  const effect = member(statement, 'Effect');
  if (effect === undefined) return 'Missing required field Effect';
  return effect === 'Allow' || effect === 'Deny' ? undefined : `Invalid effect: ${String(effect)}`;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html */
function principalFault(statement: JsonObject): string | undefined {
  if (member(statement, 'NotPrincipal') !== undefined) {
    return member(statement, 'Effect') === 'Allow'
      ? 'Allow with NotPrincipal is not allowed.'
      : 'Has prohibited field NotPrincipal';
  }
  const principal = member(statement, 'Principal');
  if (principal === undefined) return 'Missing required field Principal';
  if (isEmptyPrincipal(principal)) return 'Missing required field Principal cannot be empty!';
  const malformed = malformedPrincipal(principal);
  return malformed === undefined ? undefined : `Invalid principal in policy${malformed}`;
}

function isEmptyPrincipal(principal: Json): boolean {
  if (principal === '') return true;
  return isObject(principal) && Object.values(principal).every((names) => listOf(names).length === 0);
}

function actionFault(statement: JsonObject): string | undefined {
  const actions = listOf(member(statement, 'Action'));
  if (member(statement, 'NotAction') !== undefined) return 'AssumeRole policy may only specify STS AssumeRole actions.';
  if (actions.length === 0) return 'Missing required field Action';
  return actions.every(isTrustAction) ? undefined : 'AssumeRole policy may only specify STS AssumeRole actions.';
}

function isTrustAction(action: Json): boolean {
  if (typeof action !== 'string' || !/^sts:/i.test(action)) return false;
  const pattern = compileAction(action);
  return TRUST_ACTIONS.some((known) => matchesAction(pattern, known));
}

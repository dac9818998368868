import { compileAction, matchesAction } from './actions.js';
import { isObject, type Json, type JsonObject, listOf, member, parseJson, textOf } from './document.js';
import { missingTenantKey } from './oidc-tenants.js';
import {
  documentFault,
  itemFault,
  itemsOf,
  type PlacedStatement,
  placedItems,
  placedStatements,
  statementFault,
} from './placed-elements.js';
import type { PolicyFault } from './policy-error.js';
import { malformedPrincipal } from './principal-form.js';
import {
  conditionSyntaxFault,
  isKnownVersion,
  repeatedSid,
  unknownDocumentElement,
  unknownElement,
} from './validate-syntax.js';

const SYNTAX = 'Syntax errors in policy.';
const ONLY_STS = 'AssumeRole policy may only specify STS AssumeRole actions.';

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
export function validateTrustPolicy(document: string): readonly PolicyFault[] {
  const json = parseJson(document);
  if (!isObject(json)) return [documentFault('This policy contains invalid Json')];
  if (/^\s/.test(document)) return [documentFault('JSON strings must not have leading spaces')];
  const fault = faultOfDocument(json);
  return fault ? [fault] : placedStatements(json).flatMap((statement) => faultOfStatement(statement) ?? []);
}

function faultOfDocument(json: JsonObject): PolicyFault | undefined {
  if (!isKnownVersion(member(json, 'Version'))) {
    return documentFault('The policy must contain a valid version string', 'Version');
  }
  const items = placedItems(member(json, 'Statement'), ['Statement']);
  if (items.length === 0) return documentFault('Could not parse the policy: Statement is empty!', 'Statement');
  const unknown = unknownDocumentElement(json);
  if (unknown !== undefined) return { ...documentFault(SYNTAX, unknown), atName: true };
  const wrong = items.find(({ value }) => !isObject(value));
  if (wrong) return documentFault(SYNTAX, ...wrong.path);
  const statements = placedStatements(json);
  const repeated = statements[repeatedSid(statements.map((statement) => statement.json)) ?? -1];
  return repeated && statementFault(repeated, 'The Statement Ids in the policy are not unique', 'Sid');
}

type StatementCheck = (statement: PlacedStatement) => PolicyFault | undefined;

const CHECKS: readonly StatementCheck[] = [
  prohibitedField,
  effectFault,
  principalFault,
  actionFault,
  conditionFault,
  (statement) =>
    typeof (member(statement.json, 'Sid') ?? '') === 'string' ? undefined : statementFault(statement, SYNTAX, 'Sid'),
  tenantFault,
];

function faultOfStatement(statement: PlacedStatement): PolicyFault | undefined {
  for (const check of CHECKS) {
    const fault = check(statement);
    if (fault) return fault;
  }
  return undefined;
}

function prohibitedField(statement: PlacedStatement): PolicyFault | undefined {
  const { json } = statement;
  const at = (message: string, name: string) => ({ ...statementFault(statement, message, name), atName: true });
  if (member(json, 'Resource') !== undefined) return at('Has prohibited field Resource', 'Resource');
  if (member(json, 'NotResource') !== undefined) {
    return at('AssumeRole policy must not contain resources.', 'NotResource');
  }
  const unknown = unknownElement(json);
  return unknown === undefined ? undefined : at(SYNTAX, unknown);
}

function effectFault(statement: PlacedStatement): PolicyFault | undefined {
  const effect = member(statement.json, 'Effect');
  if (effect === undefined) return statementFault(statement, 'Missing required field Effect');
  if (effect === 'Allow' || effect === 'Deny') return undefined;
  return statementFault(statement, `Invalid effect: ${textOf(effect)}`, 'Effect');
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html */
function principalFault(statement: PlacedStatement): PolicyFault | undefined {
  const { json } = statement;
  if (member(json, 'NotPrincipal') !== undefined) {
    const isAllow = member(json, 'Effect') === 'Allow';
    const message = isAllow ? 'Allow with NotPrincipal is not allowed.' : 'Has prohibited field NotPrincipal';
    return { ...statementFault(statement, message, 'NotPrincipal'), atName: true };
  }
  const principal = member(json, 'Principal');
  if (principal === undefined) return statementFault(statement, 'Missing required field Principal');
  const message = isEmptyPrincipal(principal)
    ? 'Missing required field Principal cannot be empty!'
    : malformedText(principal);
  return message === undefined ? undefined : statementFault(statement, message, 'Principal');
}

function malformedText(principal: Json): string | undefined {
  const malformed = malformedPrincipal(principal);
  return malformed === undefined ? undefined : `Invalid principal in policy${malformed}`;
}

function isEmptyPrincipal(principal: Json): boolean {
  if (principal === '') return true;
  return isObject(principal) && Object.values(principal).every((names) => listOf(names).length === 0);
}

function actionFault(statement: PlacedStatement): PolicyFault | undefined {
  if (member(statement.json, 'NotAction') !== undefined) return statementFault(statement, ONLY_STS, 'NotAction');
  const actions = itemsOf(statement, 'Action');
  if (actions.length === 0) return statementFault(statement, 'Missing required field Action', 'Action');
  const other = actions.find(({ value }) => !isTrustAction(value));
  return other && itemFault(statement, ONLY_STS, other);
}

function isTrustAction(action: Json): boolean {
  if (typeof action !== 'string' || !/^sts:/i.test(action)) return false;
  const pattern = compileAction(action);
  return TRUST_ACTIONS.some((known) => matchesAction(pattern, known));
}

function conditionFault({ json, index, path }: PlacedStatement): PolicyFault | undefined {
  const fault = conditionSyntaxFault(member(json, 'Condition'), [...path, 'Condition']);
  if (fault === undefined) return undefined;
  const message = fault.atName ? `Invalid Condition type : ${fault.path.at(-1)}` : SYNTAX;
  return { ...fault, message, statement: index };
}

const COGNITO = 'cognito-identity.amazonaws.com:aud';

/** AWS's words for it are known of Cognito only; that it is refused is. */
function tenantFault(statement: PlacedStatement): PolicyFault | undefined {
  const key = missingTenantKey(statement.json);
  if (key === undefined) return undefined;
  const message =
    key === COGNITO
      ? 'A condition block must be present for the Cognito provider'
      : `Missing required condition ${key} for a shared OIDC provider`;
  return statementFault(statement, message, 'Principal');
}

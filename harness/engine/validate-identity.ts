import { dateValue } from './dates.js';
import { isObject, type Json, listOf, member, parseJson, textOf } from './document.js';
import {
  documentFault,
  findItem,
  hasItems,
  itemFault,
  type PlacedItem,
  type PlacedStatement,
  placedItems,
  placedStatements,
  statementFault,
} from './placed-elements.js';
import type { PolicyFault } from './policy-error.js';
import { failsLegacyParsing, resourceFault } from './resource-form.js';
import { documentSyntaxFault, repeatedSid } from './validate-syntax.js';

/** Whether a kind of policy has a Principal element. */
export type PrincipalUse = 'forbidden' | 'required';

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
export function validateIdentityPolicy(document: string): readonly PolicyFault[] {
  return validateDocument(document, 'forbidden', '2012-10-17');
}

/** Session policies and endpoint policies: the same rules, but any version. */
export function validateOtherPolicy(document: string, principal: PrincipalUse): readonly PolicyFault[] {
  return validateDocument(document, principal, undefined);
}

function validateDocument(
  document: string,
  principal: PrincipalUse,
  version: string | undefined,
): readonly PolicyFault[] {
  const json = parseJson(document);
  const syntax = documentSyntaxFault(json);
  if (syntax || !isObject(json)) return [{ statement: undefined, path: [], ...syntax, message: SYNTAX }];
  if (version !== undefined && member(json, 'Version') !== version) {
    return [documentFault(`Policy document must be version ${version} or greater.`, 'Version')];
  }
  if (/^\s/.test(document)) return [documentFault(LEGACY)];
  const statements = placedStatements(json);
  const legacy = statements.flatMap((statement) => legacyFault(statement) ?? []);
  return legacy.length > 0 ? legacy : statementFaults(statements, principal);
}

function legacyFault(statement: PlacedStatement): PolicyFault | undefined {
  const effect = member(statement.json, 'Effect');
  if (effect !== 'Allow' && effect !== 'Deny') return statementFault(statement, LEGACY, 'Effect');
  const date = badDate(statement);
  if (date) return itemFault(statement, LEGACY, date);
  for (const element of ['Resource', 'NotResource']) {
    const resources = member(statement.json, element);
    if (!failsLegacyParsing(listOf(resources).map(textOf))) continue;
    const failing = findItem(resources, [...statement.path, element], (value) => failsLegacyParsing([textOf(value)]));
    return failing ? itemFault(statement, LEGACY, failing) : statementFault(statement, LEGACY, element);
  }
  return undefined;
}

function badDate({ json, path }: PlacedStatement): PlacedItem | undefined {
  const condition = member(json, 'Condition');
  if (!isObject(condition)) return undefined;
  return Object.entries(condition)
    .filter(([operator]) => /^(?:For\w+:)?Date/.test(operator))
    .flatMap(([operator, keys]) => conditionItems(keys, [...path, 'Condition', operator]))
    .find(({ value }) => dateValue(textOf(value)) === undefined);
}

function conditionItems(keys: Json, path: PlacedItem['path']): readonly PlacedItem[] {
  if (!isObject(keys)) return [];
  return Object.entries(keys).flatMap(([key, values]) => placedItems(values, [...path, key]));
}

type StatementCheck = (statement: PlacedStatement) => PolicyFault | undefined;

function statementFaults(statements: readonly PlacedStatement[], principal: PrincipalUse): readonly PolicyFault[] {
  const checks: readonly StatementCheck[] = [
    principalFault(principal),
    sidFault,
    (statement) => missing(statement, 'Action', 'actions'),
    (statement) => missing(statement, 'Resource', 'resources'),
    (statement) => firstFault(statement, ['Resource', 'NotResource'], resourceFault),
    (statement) => firstFault(statement, ['Action', 'NotAction'], actionFault),
  ];
  return [...sidFaults(statements), ...checks.flatMap((check) => statements.flatMap((one) => check(one) ?? []))];
}

function sidFaults(statements: readonly PlacedStatement[]): readonly PolicyFault[] {
  const repeated = statements[repeatedSid(statements.map(({ json }) => json)) ?? -1];
  return repeated ? [statementFault(repeated, 'Statement IDs (SID) in a single policy must be unique.', 'Sid')] : [];
}

function principalFault(use: PrincipalUse): StatementCheck {
  return (statement) => {
    const element = ['Principal', 'NotPrincipal'].find((name) => member(statement.json, name) !== undefined);
    if (use === 'forbidden' && element !== undefined) {
      return { ...statementFault(statement, 'Policy document should not specify a principal.', element), atName: true };
    }
    return use === 'required' && element === undefined ? statementFault(statement, SYNTAX) : undefined;
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
function sidFault(statement: PlacedStatement): PolicyFault | undefined {
  if (SID.test(textOf(member(statement.json, 'Sid') ?? ''))) return undefined;
  return statementFault(
    statement,
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    'Sid',
  );
}

function missing(statement: PlacedStatement, element: 'Action' | 'Resource', what: string): PolicyFault | undefined {
  if (hasItems(statement, element, `Not${element}`)) return undefined;
  const given = member(statement.json, element) === undefined ? `Not${element}` : element;
  return statementFault(statement, `Policy statement must contain ${what}.`, given);
}

/** What is wrong with the name of an action, in AWS's words. */
function actionFault(action: string): string | undefined {
  if (action === '*') return undefined;
  const colon = action.indexOf(':');
  if (colon < 0) return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
  if (action.includes(':', colon + 1)) return 'Actions/Condition can contain only one colon.';
  const vendor = action.slice(0, colon);
  return vendor === '*' || VENDOR.test(vendor) ? undefined : `Vendor ${vendor} is not valid`;
}

function firstFault(
  statement: PlacedStatement,
  elements: readonly string[],
  faultOf: (value: string) => string | undefined,
): PolicyFault | undefined {
  for (const element of elements) {
    const value = member(statement.json, element);
    const item = findItem(value, [...statement.path, element], (one) => faultOf(textOf(one)) !== undefined);
    const message = item && faultOf(textOf(item.value));
    if (item && message !== undefined) return itemFault(statement, message, item);
  }
  return undefined;
}

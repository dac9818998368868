import type { CompileOptions } from './compile.js';
import { isObject, type JsonObject, listOf, member, parseJson, textOf } from './document.js';
import { addressRange } from './ip-addresses.js';
import {
  documentFault,
  itemFault,
  itemsOf,
  type PlacedItem,
  type PlacedStatement,
  placedItems,
  placedStatements,
  statementFault,
} from './placed-elements.js';
import type { PolicyFault } from './policy-error.js';
import { malformedPrincipal } from './principal-form.js';
import { compileResource, matchesResource } from './resources.js';
import { isListing, listingKeys, type S3Target, s3Targets } from './s3-actions.js';
import { isUnknownS3Key } from './s3-condition-keys.js';
import {
  conditionSyntaxFault,
  isKnownVersion,
  repeatedSid,
  unknownDocumentElement,
  unknownElement,
} from './validate-syntax.js';

const NO_JSON = "Policies must be valid JSON and the first byte must be '{'";
const S3_ACTION = /^s3(?:-object-lambda)?:[\w*?]+$/i;
const S3_RESOURCE = /^arn:[\w*?-]+:s3:[^:]*:[^:]*:.+$/;

/**
 * The faults of a bucket policy, as PutBucketPolicy words them.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
 */
export function validateResourcePolicy(document: string, options: CompileOptions): readonly PolicyFault[] {
  const json = document.startsWith('{') ? parseJson(document) : undefined;
  if (!isObject(json)) return [documentFault(NO_JSON)];
  const fault = faultOfDocument(json);
  if (fault) return [fault];
  return placedStatements(json).flatMap((statement) => faultOfStatement(statement, options) ?? []);
}

function faultOfDocument(json: JsonObject): PolicyFault | undefined {
  const unknown = unknownDocumentElement(json);
  if (unknown !== undefined) return { ...documentFault(`Unknown field ${unknown}`, unknown), atName: true };
  if (!isKnownVersion(member(json, 'Version'))) {
    return documentFault('The policy must contain a valid version string', 'Version');
  }
  if (member(json, 'Statement') === undefined) return documentFault('Missing required field Statement');
  const items = placedItems(member(json, 'Statement'), ['Statement']);
  if (items.length === 0) return documentFault('Could not parse the policy: Statement is empty!', 'Statement');
  const wrong = items.find(({ value }) => !isObject(value));
  if (wrong) return documentFault(NO_JSON, ...wrong.path);
  const statements = placedStatements(json);
  const repeated = statements[repeatedSid(statements.map((statement) => statement.json)) ?? -1];
  return repeated && statementFault(repeated, 'The Statement Ids in the policy are not unique', 'Sid');
}

function faultOfStatement(statement: PlacedStatement, { resourceArn }: CompileOptions): PolicyFault | undefined {
  const unknown = unknownElement(statement.json);
  if (unknown !== undefined) return { ...statementFault(statement, `Unknown field ${unknown}`, unknown), atName: true };
  return (
    effectFault(statement) ??
    principalFault(statement) ??
    listFault(statement, 'Action', isS3Action, 'Policy has invalid action') ??
    listFault(statement, 'Resource', (resource) => isUnder(resource, resourceArn), 'Policy has invalid resource') ??
    conditionFault(statement) ??
    conditionKeyFault(statement) ??
    inapplicableAction(statement) ??
    inapplicableCondition(statement)
  );
}

function effectFault(statement: PlacedStatement): PolicyFault | undefined {
  const effect = member(statement.json, 'Effect');
  if (effect === undefined) return statementFault(statement, 'Missing required field Effect');
  if (effect === 'Allow' || effect === 'Deny') return undefined;
  return statementFault(statement, `Invalid effect: ${textOf(effect)}`, 'Effect');
}

function principalFault(statement: PlacedStatement): PolicyFault | undefined {
  const { json } = statement;
  const element = member(json, 'Principal') === undefined ? 'NotPrincipal' : 'Principal';
  const named = member(json, element);
  if (named === undefined) return statementFault(statement, 'Missing required field Principal');
  if (element === 'NotPrincipal' && member(json, 'Effect') === 'Allow') {
    return statementFault(statement, 'Allow with NotPrincipal is not allowed.', element);
  }
  const isEmpty = isObject(named) && Object.values(named).every((names) => listOf(names).length === 0);
  if (named === '' || isEmpty) {
    return statementFault(statement, 'Missing required field Principal cannot be empty!', element);
  }
  if (malformedPrincipal(named) === undefined) return undefined;
  return statementFault(statement, 'Invalid principal in policy', element);
}

function listFault(
  statement: PlacedStatement,
  element: 'Action' | 'Resource',
  isRight: (value: string) => boolean,
  message: string,
): PolicyFault | undefined {
  const given = itemsOf(statement, element, `Not${element}`);
  if (given.length === 0) return statementFault(statement, `Missing required field ${element}`);
  const wrong = given.find(({ value }) => typeof value !== 'string' || !isRight(value));
  return wrong && itemFault(statement, message, wrong);
}

function isS3Action(action: string): boolean {
  if (action === '*') return true;
  return S3_ACTION.test(action) && (!/^s3:/i.test(action) || s3Targets(action).size > 0);
}

/** A resource must be able to meet the bucket or an object in it. */
function isUnder(written: string, bucketArn: string | undefined): boolean {
  if (written === '*') return true;
  if (!S3_RESOURCE.test(written)) return false;
  if (bucketArn === undefined || written.startsWith(`${bucketArn}/`)) return true;
  const pattern = compileResource(written, '2008-10-17');
  return [bucketArn, `${bucketArn}/object`].some((arn) => matchesResource(pattern, arn, new Map()));
}

function conditionFault(statement: PlacedStatement): PolicyFault | undefined {
  const { json, path } = statement;
  const condition = member(json, 'Condition');
  const fault = conditionSyntaxFault(condition, [...path, 'Condition']);
  if (!fault) return undefined;
  const operator = isObject(condition) ? Object.keys(condition)[0] : undefined;
  return { ...fault, message: `Invalid Condition type : ${operator ?? ''}`, statement: statement.index };
}

/**
 * S3 looks at the names of its own keys and at addresses, and lets other values pass. The words were recorded by others:
 * https://github.com/scality/Arsenal
 */
function conditionKeyFault(statement: PlacedStatement): PolicyFault | undefined {
  const condition = member(statement.json, 'Condition');
  for (const [operator, keys] of isObject(condition) ? Object.entries(condition) : []) {
    for (const [key, values] of isObject(keys) ? Object.entries(keys) : []) {
      if (isUnknownS3Key(key)) {
        const message = 'Policy has an invalid condition key';
        return { ...statementFault(statement, message, 'Condition', operator, key), atName: true };
      }
      if (!operator.includes('IpAddress')) continue;
      const wrong = placedItems(values, [...statement.path, 'Condition', operator, key]).find(
        ({ value }) => addressRange(textOf(value)) === undefined,
      );
      if (wrong) return itemFault(statement, 'Invalid IP address in Conditions', wrong);
    }
  }
  return undefined;
}

/**
 * An action that none of the statement's resources can have: s3:ListBucket on the objects of a bucket alone. Said of each action
 * under Action, and only where the resources stand under Resource.
 *
 * https://repost.aws/knowledge-center/s3-bucket-policy-error-action-does-not-apply
 */
function inapplicableAction(statement: PlacedStatement): PolicyFault | undefined {
  const resources = itemsOf(statement, 'Resource');
  if (resources.length === 0) return undefined;
  const targets = new Set(resources.flatMap(({ value }) => targetsOf(textOf(value))));
  const idle = itemsOf(statement, 'Action').find((action) => !applies(action, targets));
  return idle && itemFault(statement, 'Action does not apply to any resource(s) in statement', idle);
}

function applies({ value }: PlacedItem, targets: ReadonlySet<S3Target>): boolean {
  if (typeof value !== 'string' || !/^s3:/i.test(value)) return true;
  return [...s3Targets(value)].some((target) => targets.has(target));
}

/**
 * A key of listings beside an action that lists nothing: each action under Action must have it.
 *
 * https://github.com/humanmade/S3-Uploads/issues/239
 */
function inapplicableCondition(statement: PlacedStatement): PolicyFault | undefined {
  const condition = member(statement.json, 'Condition');
  const tests = isObject(condition) ? Object.entries(condition) : [];
  for (const [operator, keys] of tests) {
    const key = isObject(keys) ? Object.keys(keys).find((name) => listingKeys.has(name.toLowerCase())) : undefined;
    if (key === undefined || itemsOf(statement, 'Action').every(({ value }) => isListing(textOf(value)))) continue;
    const message = 'Conditions do not apply to combination of actions and resources in statement';
    return { ...statementFault(statement, message, 'Condition', operator, key), atName: true };
  }
  return undefined;
}

/** A slash in the name parts an object from a bucket; a wildcard before it may stand for both. */
function targetsOf(resource: string): readonly S3Target[] {
  if (resource === '*') return ['bucket', 'object'];
  const name = resource.split(':').slice(5).join(':');
  const slash = name.indexOf('/');
  if (slash >= 0) return ['object'];
  return name.includes('*') ? ['bucket', 'object'] : ['bucket'];
}

import type { CompileOptions } from './compile.js';
import { isObject, type Json, type JsonObject, listOf, member, parseJson } from './document.js';
import type { PolicyFinding } from './policy-error.js';
import { malformedPrincipal } from './principal-form.js';
import { compileResource, matchesResource } from './resources.js';
import { hasConditionSyntax, hasUniqueSids, isKnownVersion, unknownElement } from './validate-syntax.js';

const S3_ACTION = /^s3(?:-object-lambda)?:[\w*?]+$/i;
const S3_RESOURCE = /^arn:[\w*?-]+:s3:[^:]*:[^:]*:.+$/;

/**
 * The faults of a bucket policy, as PutBucketPolicy words them.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
 */
export function validateResourcePolicy(document: string, options: CompileOptions): readonly PolicyFinding[] {
  const json = document.startsWith('{') ? parseJson(document) : undefined;
  if (!isObject(json)) {
    return [{ message: "Policies must be valid JSON and the first byte must be '{'", statement: undefined }];
  }
  const documentFault = faultOfDocument(json);
  if (documentFault !== undefined) return [{ message: documentFault, statement: undefined }];
  const statements = listOf(member(json, 'Statement')).filter(isObject);
  return statements.flatMap((statement, index) => {
    const message = faultOfStatement(statement, options);
    return message === undefined ? [] : [{ message, statement: index }];
  });
}

function faultOfDocument(json: JsonObject): string | undefined {
  const unknown = Object.keys(json).find((name) => !['Version', 'Id', 'Statement'].includes(name));
  if (unknown !== undefined) return `Unknown field ${unknown}`;
  if (!isKnownVersion(member(json, 'Version'))) return 'The policy must contain a valid version string';
  const statements = listOf(member(json, 'Statement'));
  if (member(json, 'Statement') === undefined) return 'Missing required field Statement';
  if (statements.length === 0) return 'Could not parse the policy: Statement is empty!';
  if (!statements.every(isObject)) return "Policies must be valid JSON and the first byte must be '{'";
  return hasUniqueSids(statements.filter(isObject)) ? undefined : 'The Statement Ids in the policy are not unique';
}

function faultOfStatement(statement: JsonObject, { resourceArn }: CompileOptions): string | undefined {
  const unknown = unknownElement(statement);
  if (unknown !== undefined) return `Unknown field ${unknown}`;
  const faults = [
    effectFault(statement),
    principalFault(statement),
    listFault(statement, 'Action', (action) => S3_ACTION.test(action) || action === '*', 'Policy has invalid action'),
    listFault(statement, 'Resource', (resource) => isUnder(resource, resourceArn), 'Policy has invalid resource'),
    hasConditionSyntax(member(statement, 'Condition')) ? undefined : conditionFault(statement),
  ];
  return faults.find((fault) => fault !== undefined);
}

function effectFault(statement: JsonObject): string | undefined {
  const effect = member(statement, 'Effect');
  if (effect === undefined) return 'Missing required field Effect';
  return effect === 'Allow' || effect === 'Deny' ? undefined : `Invalid effect: ${String(effect)}`;
}

function principalFault(statement: JsonObject): string | undefined {
  const named = member(statement, 'Principal') ?? member(statement, 'NotPrincipal');
  if (named === undefined) return 'Missing required field Principal';
  if (member(statement, 'Principal') === undefined && member(statement, 'Effect') === 'Allow') {
    return 'Allow with NotPrincipal is not allowed.';
  }
  const isEmpty = isObject(named) && Object.values(named).every((names) => listOf(names).length === 0);
  if (named === '' || isEmpty) return 'Missing required field Principal cannot be empty!';
  return malformedPrincipal(named) === undefined ? undefined : 'Invalid principal in policy';
}

function listFault(
  statement: JsonObject,
  element: 'Action' | 'Resource',
  isRight: (value: string) => boolean,
  message: string,
): string | undefined {
  const given = [...listOf(member(statement, element)), ...listOf(member(statement, `Not${element}`))];
  if (given.length === 0) return `Missing required field ${element}`;
  return given.every((value: Json) => typeof value === 'string' && isRight(value)) ? undefined : message;
}

/** A resource must be able to meet the bucket or an object in it. */
function isUnder(written: string, bucketArn: string | undefined): boolean {
  if (written === '*') return true;
  if (!S3_RESOURCE.test(written)) return false;
  if (bucketArn === undefined || written.startsWith(`${bucketArn}/`)) return true;
  const pattern = compileResource(written, '2008-10-17');
  return [bucketArn, `${bucketArn}/object`].some((arn) => matchesResource(pattern, arn, new Map()));
}

function conditionFault(statement: JsonObject): string {
  const condition = member(statement, 'Condition');
  const operator = isObject(condition) ? Object.keys(condition)[0] : undefined;
  return `Invalid Condition type : ${operator ?? ''}`;
}

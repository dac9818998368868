import { serviceOf } from './actions.js';
import { splitArn } from './arn.js';
import { parseOperator } from './conditions.js';
import type { AuthorizationRequest } from './request.js';
import { compileResource, matchesResource } from './resources.js';
import type { CompiledStatement } from './statement.js';
import type { ConditionTrace } from './trace.js';

/**
 * Calls that people write in place of the actions that allow them.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
const ACTION_OF_CALL: Readonly<Record<string, string>> = {
  's3:listobjects': 's3:ListBucket',
  's3:listobjectsv2': 's3:ListBucket',
  's3:headbucket': 's3:ListBucket',
  's3:listbuckets': 's3:ListAllMyBuckets',
  's3:headobject': 's3:GetObject',
  's3:copyobject': 's3:PutObject',
  's3:createmultipartupload': 's3:PutObject',
  's3:uploadpart': 's3:PutObject',
  's3:completemultipartupload': 's3:PutObject',
  's3:deleteobjects': 's3:DeleteObject',
  'lambda:invoke': 'lambda:InvokeFunction',
};

/** Most misspellings: a letter too many, missing or wrong. */
const SLIPS = 2;
/** `Get` and `Put` are no misspellings of each other. */
const VERB = 3;

/** An action of the statement that may have been meant to be the one of the request; undefined where none looks so. */
export function actionHint({ element }: CompiledStatement, action: string): string | undefined {
  const wanted = action.toLowerCase();
  for (const written of element.action ?? []) {
    const lower = written.toLowerCase();
    if (ACTION_OF_CALL[lower]?.toLowerCase() === wanted)
      return `\`${written}\` is a call, and what allows it is \`${action}\``;
    const isSlip = nameOf(lower).slice(0, VERB) === nameOf(wanted).slice(0, VERB) && slips(lower, wanted) <= SLIPS;
    if (isSlip && serviceOf(lower) === serviceOf(wanted)) return `\`${written}\` there may be a misspelling of it`;
  }
  return undefined;
}

function nameOf(action: string): string {
  return action.slice(serviceOf(action).length + 1);
}

/** Levenshtein's distance. */
function slips(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, character] of [...one].entries()) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at++) {
      const substituted = (row[at] ?? 0) + (character === other[at] ? 0 : 1);
      next.push(Math.min((row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1, substituted));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

type ResourceHint = (written: string, request: AuthorizationRequest) => string | undefined;

/** What is wrong with one pattern of a statement, as people often write them. */
const RESOURCE_HINTS: readonly ResourceHint[] = [
  (written, { resource }) =>
    resource.startsWith(`${written}/`)
      ? `\`${written}\` does not reach what stands under it, as \`${written}/*\` does`
      : undefined,
  (written, { resource }) =>
    written === `${resource}/*`
      ? `\`${written}\` reaches what stands under it, and not \`${resource}\` itself`
      : undefined,
  (written, request) =>
    reaches(written.toLowerCase(), { ...request, resource: request.resource.toLowerCase() })
      ? `\`${written}\` differs in upper and lower case, and ARNs are compared with case`
      : undefined,
  otherPlace,
];

const PLACES = ['partition', 'region', 'account'] as const;
/** Where these stand in an ARN. */
const COMPONENT: Readonly<Record<(typeof PLACES)[number], number>> = { partition: 1, region: 3, account: 4 };

function otherPlace(written: string, request: AuthorizationRequest): string | undefined {
  const [pattern, asked] = [splitArn(written), splitArn(request.resource)];
  if (pattern.length < 6 || asked.length < 6) return undefined;
  const moved = [...pattern];
  for (const place of PLACES) moved[COMPONENT[place]] = asked[COMPONENT[place]] ?? '';
  if (!reaches(moved.join(':'), request)) return undefined;
  const other = PLACES.filter((place) => !/[*?]/.test(pattern[COMPONENT[place]] ?? '')).filter(
    (place) => pattern[COMPONENT[place]] !== asked[COMPONENT[place]],
  );
  return other.length === 0 ? undefined : `\`${written}\` has another ${other.join(' and ')}`;
}

function reaches(written: string, { resource, context }: AuthorizationRequest): boolean {
  return matchesResource(compileResource(written, '2012-10-17'), resource, context);
}

/** Why none of the statement's resources is the one of the request, where one looks as if it was meant to be. */
export function resourceHint({ element }: CompiledStatement, request: AuthorizationRequest): string | undefined {
  for (const written of element.resource ?? []) {
    for (const hint of RESOURCE_HINTS) {
      const found = hint(written, request);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** In policies of the first version `${aws:username}` is an ordinary text. */
export const OLD_VERSION =
  'variables are read in policies of Version 2012-10-17, and this one has an older Version or none';

/** Why a condition does not hold, where the policy's value looks as if it was meant to match. */
export function conditionHint({ operator, expected, actual }: ConditionTrace): string | undefined {
  const name = parseOperator(operator)?.name;
  if (name !== 'StringEquals' || actual === undefined) return undefined;
  if (expected.some((value) => /[*?]/.test(value)))
    return `${operator} takes \`*\` and \`?\` for themselves; ${operator.replace('StringEquals', 'StringLike')} matches patterns`;
  const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase());
  const has = lower(typeof actual === 'string' ? [actual] : actual);
  return lower(expected).some((value) => has.includes(value))
    ? `they differ in upper and lower case only, which ${operator} compares`
    : undefined;
}

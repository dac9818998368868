import { AwsError } from '../errors.js';

/** What a policy says of the size of the file, in bytes. */
export interface SizeRange {
  readonly min: number;
  readonly max: number;
}

/** `never` holds: a name without its `$`, a range that is none (recorded). */
type Condition =
  | { readonly kind: 'eq' | 'starts-with'; readonly field: string; readonly value: string }
  | ({ readonly kind: 'content-length-range' } & SizeRange)
  | { readonly kind: 'never' };

/** Fields that need no condition, as every one that begins with `x-ignore-`. */
const FREE: ReadonlySet<string> = new Set(['policy', 'x-amz-signature', 'signature', 'awsaccesskeyid', 'file']);

/** The fields whose conditions may list several values: `starts-with "" ` of each of them. */
const LISTS: ReadonlySet<string> = new Set(['content-type']);

/**
 * Holds a form against its policy, which is base64 of JSON, and answers what it says of the file's size. Every condition must hold and
 * every field must have one.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function checkPostPolicy(
  policy: string,
  fields: ReadonlyMap<string, string>,
  now: number,
): SizeRange | undefined {
  const { expiration, conditions } = parsePolicy(policy);
  if (expiration <= now) throw notAccording('Policy expired.');
  const ranges: SizeRange[] = [];
  for (const [condition, text] of conditions) {
    if (condition.kind === 'content-length-range') ranges.push(condition);
    else if (condition.kind === 'never' || !holds(condition, fields))
      throw notAccording(`Policy Condition failed: ${text}`);
  }
  const named = new Set(conditions.map(([condition]) => ('field' in condition ? condition.field : '')));
  const extra = [...fields.keys()].filter((name) => !FREE.has(name) && !isIgnored(name) && !named.has(name));
  if (extra.length > 0)
    throw notAccording(`Extra input fields: ${extra.filter((name) => name !== 'bucket').join(', ')}`);
  return ranges[0];
}

function isIgnored(name: string): boolean {
  return name.startsWith('x-ignore-') || name === 'bucket';
}

function holds(
  { kind, field, value }: Extract<Condition, { field: string }>,
  fields: ReadonlyMap<string, string>,
): boolean {
  const given = fields.get(field);
  if (given === undefined) return false;
  if (kind === 'eq') return given === value;
  const values = LISTS.has(field) ? given.split(',').map((each) => each.trim()) : [given];
  return values.every((each) => each.startsWith(value));
}

interface Policy {
  readonly expiration: number;
  /** Each with its text, as errors print it. */
  readonly conditions: readonly (readonly [Condition, string])[];
}

function parsePolicy(base64: string): Policy {
  const document = parsedJson(Buffer.from(base64, 'base64').toString());
  const { expiration, conditions } = document;
  if (expiration === undefined) throw invalidPolicy('Policy missing expiration.');
  if (conditions === undefined) throw invalidPolicy('Policy missing conditions.');
  const at = typeof expiration === 'string' && ISO.test(expiration) ? Date.parse(expiration) : Number.NaN;
  if (Number.isNaN(at)) throw invalidPolicy(`Invalid 'expiration' value: '${expiration}'`);
  if (!Array.isArray(conditions)) throw invalidPolicy('Invalid JSON.');
  return { expiration: at, conditions: conditions.map((each) => [readCondition(each), printed(each)]) };
}

/** A list as S3 prints it, with a blank behind each comma. */
function printed(condition: unknown): string {
  if (!Array.isArray(condition)) return JSON.stringify(condition);
  return `[${condition.map((each) => JSON.stringify(each)).join(', ')}]`;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;

/** The two elements are known without regard to case. */
function parsedJson(text: string): { readonly expiration?: unknown; readonly conditions?: unknown } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalidPolicy('Invalid JSON.');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalidPolicy('Invalid JSON.');
  return Object.fromEntries(Object.entries(json));
}

function readCondition(given: unknown): Condition {
  if (Array.isArray(given)) return readList(given);
  if (typeof given !== 'object' || given === null) throw invalidPolicy('Invalid JSON.');
  const [entry, ...more] = Object.entries(given);
  if (entry === undefined || more.length > 0)
    throw invalidPolicy('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.');
  const [field, value] = entry;
  if (typeof value !== 'string') throw invalidPolicy('Invalid Simple-Condition: value must be a string.');
  return { kind: 'eq', field: field.toLowerCase(), value };
}

function readList(list: readonly unknown[]): Condition {
  const [operator, first, second, ...more] = list;
  const kind = String(operator).toLowerCase();
  if (kind === 'content-length-range') {
    const [min, max] = [Number(first), Number(second)];
    const isRange = list.length === 3 && Number.isInteger(min) && Number.isInteger(max) && min >= 0 && min <= max;
    if (!isRange) return { kind: 'never' };
    return { kind, min, max };
  }
  if (kind !== 'eq' && kind !== 'starts-with')
    throw invalidPolicy(`Invalid Condition: unknown operation '${String(operator)}'.`);
  if (typeof first !== 'string' || typeof second !== 'string' || more.length > 0)
    throw invalidPolicy('Invalid Condition: wrong number or kind of arguments.');
  if (!first.startsWith('$')) return { kind: 'never' };
  return { kind, field: first.slice(1).toLowerCase(), value: second };
}

function invalidPolicy(problem: string): AwsError {
  return new AwsError('InvalidPolicyDocument', `Invalid Policy: ${problem}`);
}

function notAccording(problem: string): AwsError {
  return new AwsError('AccessDenied', `Invalid according to Policy: ${problem}`);
}

import { AwsError } from './errors.js';

/** The parameters of an awsQuery call by their full keys, e.g. `Tags.member.1.Key`. */
export type QueryForm = ReadonlyMap<string, string>;

/**
 * What a form may cost. The largest member of IAM is a SAML document of 10,000,000 characters, each of which may take three
 * bytes; no operation comes near to the number of parameters or levels.
 */
const LIMITS = { bytes: 32 * 1024 * 1024, parameters: 10_000, levels: 32 } as const;

/**
 * Reads a form, from a body or from a query string (P8). The first of two parameters of one name counts (P3); a broken
 * percent escape and a form beyond the limits are refused.
 */
export function parseQuery(form: string): Map<string, string> {
  if (form.length > LIMITS.bytes) throw malformedQuery(`The request is longer than ${LIMITS.bytes} bytes.`);
  const parameters = new Map<string, string>();
  for (let from = 0; from <= form.length; ) {
    const ampersand = form.indexOf('&', from);
    const end = ampersand === -1 ? form.length : ampersand;
    if (end > from) addParameter(parameters, form.slice(from, end));
    if (parameters.size > LIMITS.parameters)
      throw malformedQuery(`The request has more than ${LIMITS.parameters} parameters.`);
    from = end + 1;
  }
  return parameters;
}

function addParameter(parameters: Map<string, string>, pair: string): void {
  const equals = pair.indexOf('=');
  const key = decode(equals === -1 ? pair : pair.slice(0, equals));
  if (!parameters.has(key)) parameters.set(key, equals === -1 ? '' : decode(pair.slice(equals + 1)));
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw malformedQuery('The query string contains a syntax error.');
  }
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
function malformedQuery(message: string): AwsError {
  return new AwsError('MalformedQueryString', message);
}

/** A form's keys cut at their dots. */
export interface FormNode {
  readonly value: string | undefined;
  /** Undefined for the many that have none: a map for each would cost more than the rest of the tree. */
  readonly children: ReadonlyMap<string, FormNode> | undefined;
}

interface GrowingNode {
  value: string | undefined;
  children: Map<string, GrowingNode> | undefined;
}

/** The form as a tree, so that each shape finds its members below one node. */
export function formTree(form: QueryForm): FormNode {
  const root: GrowingNode = { value: undefined, children: undefined };
  for (const [key, value] of form) {
    let node = root;
    if (key.includes('.')) for (const name of namesOf(key)) node = childOf(node, name);
    else node = childOf(node, key);
    node.value ??= value;
  }
  return root;
}

function namesOf(key: string): readonly string[] {
  const names = key.split('.', LIMITS.levels + 1);
  if (names.length <= LIMITS.levels) return names;
  throw malformedQuery(`A parameter's name has more than ${LIMITS.levels} levels.`);
}

function childOf(node: GrowingNode, name: string): GrowingNode {
  node.children ??= new Map();
  const known = node.children.get(name);
  if (known !== undefined) return known;
  const child = { value: undefined, children: undefined };
  node.children.set(name, child);
  return child;
}

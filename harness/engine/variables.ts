import { type Context, valueOfKey } from './request.js';

/** A piece of a policy's text. `any-character` only comes about where `?` is a wildcard. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** `${*}`, `${?}` or `${$}`: the character itself, never a wildcard. */
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'any-character' }
  | Variable;

/** `${aws:username}`, or with a default `${aws:PrincipalTag/team, 'company-wide'}`. */
export interface Variable {
  readonly kind: 'variable';
  /** In lower case, as contexts are asked. */
  readonly key: string;
  /** As the policy spells it. */
  readonly written: string;
  readonly fallback: string | undefined;
}

/** A text of a policy, cut at its variables when the policy is compiled. */
export interface Template {
  readonly parts: readonly TemplatePart[];
  readonly variables: readonly Variable[];
  /** The text as it stands in the policy. */
  readonly source: string;
}

const CHARACTERS: ReadonlySet<string> = new Set(['*', '?', '$']);
const QUOTED_DEFAULT = /^\s*'([^']*)'\s*$/;

/** A text without variables: what policies of version 2008-10-17 have, in which `${aws:username}` is an ordinary text. */
export function literalTemplate(text: string): Template {
  return { parts: [{ kind: 'text', text }], variables: [], source: text };
}

/**
 * Cuts a text at `${...}`. A `${` that is never closed stays as it is.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parseTemplate(text: string): Template {
  const parts: TemplatePart[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('${', at);
    const close = open < 0 ? -1 : text.indexOf('}', open);
    if (close < 0) break;
    if (open > at) parts.push({ kind: 'text', text: text.slice(at, open) });
    parts.push(parseVariable(text.slice(open + 2, close)));
    at = close + 1;
  }
  if (at < text.length || parts.length === 0) parts.push({ kind: 'text', text: text.slice(at) });
  return { parts, variables: parts.filter((part) => part.kind === 'variable'), source: text };
}

/**
 * A variable's value in this request: its key's only value, else its default. A key with several values cannot be a variable.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function variableText({ key, fallback }: Variable, context: Context | undefined): string | undefined {
  const value = context && valueOfKey(context, key);
  return typeof value === 'string' ? value : fallback;
}

/** Whether every variable has a value in this request. */
export function resolvable(template: Template, context: Context): boolean {
  for (const variable of template.variables) {
    if (variableText(variable, context) === undefined) return false;
  }
  return true;
}

/** The same text without wildcards: its `*` and `?` are plain characters. */
export function withoutWildcards({ parts, variables, source }: Template): Template {
  const plain = parts.map(
    (part): TemplatePart => (part.kind === 'text' ? { kind: 'character', text: part.text } : part),
  );
  return { parts: plain, variables, source };
}

/** The text with its variables replaced; undefined when one has no value. */
export function resolveTemplate({ parts }: Template, context: Context): string | undefined {
  let text = '';
  for (const part of parts) {
    const piece = part.kind === 'variable' ? variableText(part, context) : 'text' in part ? part.text : '?';
    if (piece === undefined) return undefined;
    text += piece;
  }
  return text;
}

/** The template as a plain text where it has no variables. */
export function plainText({ parts, variables }: Template): string | undefined {
  if (variables.length > 0) return undefined;
  return parts.map((part) => ('text' in part ? part.text : '?')).join('');
}

function parseVariable(inside: string): TemplatePart {
  if (CHARACTERS.has(inside)) return { kind: 'character', text: inside };
  const comma = inside.indexOf(',');
  const fallback = comma < 0 ? undefined : QUOTED_DEFAULT.exec(inside.slice(comma + 1))?.[1];
  const written = (fallback === undefined ? inside : inside.slice(0, comma)).trim();
  return { kind: 'variable', key: written.toLowerCase(), written, fallback };
}

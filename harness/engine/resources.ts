import { splitArn } from './arn.js';
import { type ArnPattern, matchesArnPattern } from './arn-pattern.js';
import type { PolicyVersion } from './document.js';
import type { Context } from './request.js';
import { literalTemplate, parseTemplate, resolvable, type Template } from './variables.js';
import { compileWildcard, matchesWildcard, type Wildcard } from './wildcard.js';

/** One resource of a policy. Resources are compared with case. */
export interface ResourcePattern {
  readonly written: string;
  /** The whole ARN, where its wildcards may reach over colons. */
  readonly whole: Wildcard | undefined;
  /** The six components, where a wildcard stands inside one of the first five. */
  readonly byComponent: ArnPattern | undefined;
  readonly template: Template;
}

const EVERY_TEMPLATE = literalTemplate('*');
const EVERYTHING: ResourcePattern = {
  written: '*',
  whole: compileWildcard(EVERY_TEMPLATE),
  byComponent: undefined,
  template: EVERY_TEMPLATE,
};
const HEADER = 5;
const COMPONENTS = 6;

/**
 * A `*` that ends a component reaches over colons, one inside a component of the ARN's first five does not. Variables are
 * replaced in the sixth component only. A shorter ARN is completed with `*`.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function compileResource(written: string, version: PolicyVersion): ResourcePattern {
  if (written === '*') return EVERYTHING;
  const components = completed(splitArn(written));
  const header = components.slice(0, HEADER);
  const last =
    version === '2012-10-17' ? parseTemplate(components[HEADER] ?? '') : literalTemplate(components[HEADER] ?? '');
  if (header.some(hasInnerWildcard)) {
    const patterns = [...header.map((text) => compileWildcard(literalTemplate(text))), compileWildcard(last)];
    return { written, whole: undefined, byComponent: { components: patterns, any: false }, template: last };
  }
  const template = withHeader(`${header.join(':')}:`, last);
  return { written, whole: compileWildcard(template), byComponent: undefined, template };
}

export function matchesResource({ whole, byComponent }: ResourcePattern, resource: string, context: Context): boolean {
  if (whole) return matchesWildcard(whole, resource, context);
  return byComponent !== undefined && matchesArnPattern(byComponent, resource, context);
}

/** A variable without a value makes the statement invalid, also under NotResource. */
export function isResolvable({ template }: ResourcePattern, context: Context): boolean {
  return resolvable(template, context);
}

function completed(components: readonly string[]): readonly string[] {
  return components.length >= COMPONENTS
    ? components
    : [...components, ...Array<string>(COMPONENTS - components.length).fill('*')];
}

function hasInnerWildcard(component: string): boolean {
  return /[*?]/.test(component.endsWith('*') ? component.slice(0, -1) : component);
}

function withHeader(header: string, { parts, variables, source }: Template): Template {
  return { parts: [{ kind: 'text', text: header }, ...parts], variables, source: header + source };
}

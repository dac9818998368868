import { splitArn } from './arn.js';
import type { Context } from './request.js';
import { literalTemplate, parseTemplate, type Template } from './variables.js';
import { compileWildcard, matchesWildcard, type Wildcard } from './wildcard.js';

const COMPONENTS = 6;

/**
 * A pattern whose six components are compared one by one, so that a wildcard never reaches over a colon of the first five.
 * A pattern of fewer components matches nothing, except `*`, which matches every ARN.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export interface ArnPattern {
  readonly components: readonly Wildcard[];
  readonly any: boolean;
}

export function compileArnPattern(template: Template): ArnPattern {
  const read = isLiteral(template) ? literalTemplate : parseTemplate;
  const components = splitArn(template.source).map((component) => compileWildcard(read(component)));
  return { components, any: template.source === '*' };
}

export function matchesArnPattern({ components, any }: ArnPattern, arn: string, context: Context | undefined): boolean {
  if (any) return arn.startsWith('arn:');
  if (components.length !== COMPONENTS) return false;
  let start = 0;
  for (let index = 0; index < COMPONENTS; index++) {
    const component = components[index];
    const end = index === COMPONENTS - 1 ? arn.length : arn.indexOf(':', start);
    if (!component || end < 0 || !matchesWildcard(component, arn, context, start, end)) return false;
    start = end + 1;
  }
  return true;
}

function isLiteral({ parts }: Template): boolean {
  return parts.every(({ kind }) => kind === 'text');
}

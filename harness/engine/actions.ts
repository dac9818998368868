import { literalTemplate } from './variables.js';
import { compileWildcard, matchesWildcard, type Wildcard } from './wildcard.js';

/** One action of a policy, in lower case: the whole name is compared without case, since AWS compares it so. */
export interface ActionPattern {
  /** `s3`; undefined where the pattern's service itself has wildcards. */
  readonly service: string | undefined;
  /** `s3:getobject`; undefined where it has wildcards. */
  readonly exact: string | undefined;
  readonly wildcard: Wildcard | undefined;
}

export function compileAction(action: string): ActionPattern {
  const lower = action.toLowerCase();
  const service = serviceOf(lower);
  if (!hasWildcard(lower)) return { service, exact: lower, wildcard: undefined };
  const wildcard = compileWildcard(literalTemplate(lower));
  return { service: hasWildcard(service) ? undefined : service, exact: undefined, wildcard };
}

export function matchesAction({ exact, wildcard }: ActionPattern, lowerCaseAction: string): boolean {
  return wildcard ? matchesWildcard(wildcard, lowerCaseAction, undefined) : lowerCaseAction === exact;
}

function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/** `s3` of `s3:GetObject`. */
export function serviceOf(action: string): string {
  const colon = action.indexOf(':');
  return colon < 0 ? action : action.slice(0, colon);
}

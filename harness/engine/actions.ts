import { literalTemplate } from './variables.js';
import { compileWildcard, matchesWildcard, type Wildcard } from './wildcard.js';

/** One action of a policy. The whole name is compared without case, since AWS compares it so. */
export interface ActionPattern {
  /** In lower case: `s3`, `*` for every service; undefined where the pattern's service itself has wildcards. */
  readonly service: string | undefined;
  /** In lower case: `s3:getobject`; undefined where it has wildcards. */
  readonly exact: string | undefined;
  readonly wildcard: Wildcard;
}

export function compileAction(action: string): ActionPattern {
  const lower = action.toLowerCase();
  const wildcard = compileWildcard(literalTemplate(lower));
  const service = serviceOf(lower);
  return { service: /[*?]/.test(service) ? undefined : service, exact: wildcard.exact, wildcard };
}

export function matchesAction({ wildcard }: ActionPattern, lowerCaseAction: string): boolean {
  return matchesWildcard(wildcard, lowerCaseAction, undefined);
}

/** `s3` of `s3:GetObject`. */
export function serviceOf(action: string): string {
  const colon = action.indexOf(':');
  return colon < 0 ? action : action.slice(0, colon);
}

import { type ContextValue, type Decision, globalContextKey } from '../../engine/index.js';
import { type ServiceFacts, serviceReference } from '../../reference/services.js';

/** Keys with their values, in AWS's spelling. */
export type AuthorizationContext = Readonly<Record<string, ContextValue>>;

/** The keys of a decision, those of the request as a whole apart from those of its action and resource. */
export interface SplitContext {
  readonly request: AuthorizationContext;
  readonly evaluation: AuthorizationContext;
}

/** What depends on the action and the resource; a service's own keys do too. */
const OF_EVALUATION = /^aws:(?:resource|requesttag\/|tagkeys$)/;

/**
 * "The values of the condition context keys evaluated for the request. This includes global condition context keys and
 * service-specific condition context keys."
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied-authorization-id.html
 */
export function splitContext({ request: { action, context } }: Decision): SplitContext {
  const service = action.slice(0, action.indexOf(':')).toLowerCase();
  const keys = serviceReference().service(service)?.conditionKeys;
  const split: { request: Record<string, ContextValue>; evaluation: Record<string, ContextValue> } = {
    request: {},
    evaluation: {},
  };
  for (const key of [...context.keys()].sort()) {
    const value = context.get(key);
    const isGlobal = globalContextKey(key) !== undefined;
    if (value === undefined || !(isGlobal || key.startsWith(`${service}:`))) continue;
    const part = isGlobal && !OF_EVALUATION.test(key) ? split.request : split.evaluation;
    part[isGlobal ? globalName(key) : ownName(key, keys)] = value;
  }
  return split;
}

/** `aws:PrincipalArn`, and `aws:PrincipalTag/team` where the name of a tag follows. */
function globalName(lowerCaseKey: string): string {
  const name = globalContextKey(lowerCaseKey)?.name ?? lowerCaseKey;
  return name + lowerCaseKey.slice(name.length);
}

/** The reference writes the name of a tag as `${TagKey}`. */
function ownName(lowerCaseKey: string, keys: ServiceFacts['conditionKeys'] | undefined): string {
  const [prefix, tag] = lowerCaseKey.split('/');
  const name = tag === undefined ? keys?.get(lowerCaseKey)?.key : keys?.get(`${prefix}/\${tagkey}`)?.key;
  return name?.replace('${TagKey}', tag ?? '') ?? lowerCaseKey;
}

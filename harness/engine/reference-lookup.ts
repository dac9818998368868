import { type ActionPattern, compileAction, matchesAction, serviceOf } from './actions.js';
import { type ContextKey, contextKeyOfType, globalContextKey } from './context-keys.js';
import { overlap, shapeOfResource, shapeOfTemplate } from './pattern-overlap.js';
import type { ActionFacts, ServiceFacts, ServiceReference } from './service-reference.js';
import { literalTemplate } from './variables.js';
import { compileWildcard, matchesWildcard } from './wildcard.js';

/** What the reference says of an action as policies write it. */
export type FoundActions =
  | { readonly kind: 'found'; readonly service: ServiceFacts; readonly actions: readonly ActionFacts[] }
  /** `*`, or a wildcard in the service: nothing can be said of the single actions. */
  | { readonly kind: 'any-service' }
  | { readonly kind: 'unknown-service'; readonly prefix: string }
  | { readonly kind: 'no-match'; readonly prefix: string; readonly isPattern: boolean };

/** The actions that an Action element means. */
export function findActions(written: string, reference: ServiceReference): FoundActions {
  const pattern = compileAction(written);
  const prefix = serviceOf(written);
  if (pattern.service === undefined) return { kind: 'any-service' };
  const service = reference.service(pattern.service);
  if (!service) return { kind: 'unknown-service', prefix };
  const actions = matchingActions(service, pattern);
  if (actions.length > 0) return { kind: 'found', service, actions };
  return { kind: 'no-match', prefix, isPattern: pattern.exact === undefined };
}

function matchingActions({ actions }: ServiceFacts, pattern: ActionPattern): readonly ActionFacts[] {
  const { exact, service } = pattern;
  if (exact === undefined) {
    return [...actions].filter(([name]) => matchesAction(pattern, `${service}:${name}`)).map(([, facts]) => facts);
  }
  const only = actions.get(exact.slice(exact.indexOf(':') + 1));
  return only ? [only] : [];
}

/** What is known of a condition key, be it global or one of a service. */
export type FoundKey =
  | { readonly kind: 'global' | 'service'; readonly key: ContextKey }
  | { readonly kind: 'unknown' }
  /** The key of an identity provider: its claims are not in any reference. */
  | { readonly kind: 'claim' };

export function findContextKey(written: string, reference: ServiceReference): FoundKey {
  const global = globalContextKey(written);
  if (global) return { kind: 'global', key: global };
  const prefix = serviceOf(written).toLowerCase();
  const ofService = prefix === 'aws' ? undefined : (reference.service(prefix) ?? reference.service('sts'));
  for (const { key, type } of ofService?.conditionKeys.values() ?? []) {
    if (isKey(key, written)) return { kind: 'service', key: contextKeyOfType(key, type) };
  }
  return /[./]/.test(prefix) || prefix === 'saml' ? { kind: 'claim' } : { kind: 'unknown' };
}

/** Whether a written key is this one of the reference, which has `${TagKey}` where the name of a tag stands. */
export function isKey(key: string, written: string): boolean {
  const lower = key.toLowerCase();
  const open = lower.indexOf('${');
  if (open < 0) return lower === written.toLowerCase();
  if (!written.toLowerCase().startsWith(lower.slice(0, open))) return false;
  const pattern = compileWildcard(literalTemplate(lower.replace(/\$\{[^}]*\}/g, '*')));
  return matchesWildcard(pattern, written.toLowerCase(), undefined);
}

/** The names of the service's resource types that one of the resources can be. */
export function resourceTypesMet(service: ServiceFacts, resources: readonly string[]): ReadonlySet<string> {
  const shapes = resources.map((resource) => ({ service: arnService(resource), shape: shapeOfResource(resource) }));
  const met = [...service.resourceTypes.values()].filter(({ arn }) => {
    const own = arnService(arn);
    const possible = shapes.filter((resource) => /[*?$]/.test(resource.service) || resource.service === own);
    if (possible.length === 0) return false;
    const template = shapeOfTemplate(arn);
    return possible.some(({ shape }) => overlap(shape, template));
  });
  return new Set(met.map(({ name }) => name));
}

/** The third component; a text of fewer may mean any service. */
function arnService(arn: string): string {
  return arn.split(':', 3)[2] ?? '*';
}

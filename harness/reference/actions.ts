import { readFileSync } from 'node:fs';

/** The names of all actions, as the Service Authorization Reference spells them. */
export interface ActionIndex {
  /** The npm package that it was made from. */
  readonly source: string;
  /** By the prefix of the service, e.g. `s3`. */
  readonly actions: Readonly<Record<string, readonly string[]>>;
}

/** Whether AWS knows an action. */
export interface KnownActions {
  /** `unknown-service` for a prefix such as `s4`; case does not count, as in policies. */
  find(action: string): 'known' | 'unknown-service' | 'unknown-action';
}

/**
 * All actions of all services, read when they are first asked for.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function knownActions(): KnownActions {
  let services: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  return {
    find(action) {
      services ??= readActions();
      const [service = '', name = ''] = action.toLowerCase().split(':');
      const names = services.get(service);
      if (names === undefined) return 'unknown-service';
      return names.has(name) ? 'known' : 'unknown-action';
    },
  };
}

function readActions(): ReadonlyMap<string, ReadonlySet<string>> {
  const text = readFileSync(new URL('data/actions.json', import.meta.url), 'utf8');
  const { actions } = JSON.parse(text) as ActionIndex;
  return new Map(Object.entries(actions).map(([service, names]) => [service, new Set(names.map(lower))]));
}

function lower(name: string): string {
  return name.toLowerCase();
}

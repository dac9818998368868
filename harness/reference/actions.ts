import { type ServiceReference, serviceReference } from './services.js';

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
export function knownActions(reference: ServiceReference = serviceReference()): KnownActions {
  return {
    find(action) {
      const [prefix = '', name = ''] = action.toLowerCase().split(':');
      const service = reference.service(prefix);
      if (service === undefined) return 'unknown-service';
      return service.actions.has(name) ? 'known' : 'unknown-action';
    },
  };
}

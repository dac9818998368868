import type { Membership } from '../account/organization.js';
import type { ServiceOrigin } from '../aws/http.js';
import { isForwarded } from './network-context.js';
import type { ContextSource, Key } from './request-context.js';

/**
 * The keys of requests that services make, in their own name or forwarding someone else's.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-request-properties
 */
export const SERVICE_KEYS: Readonly<Record<string, Key>> = {
  'aws:principalisawsservice': ({ caller }) =>
    caller.kind === 'anonymous' ? undefined : String(caller.kind === 'service'),
  'aws:principalservicename': (source) => asService(source, ({ principal }) => principal),
  'aws:principalservicenameslist': (source) =>
    asService(source, ({ principal, otherNames = [] }) => [...new Set([principal, ...otherNames])]),
  'aws:sourcearn': (source) => asService(source, ({ sourceArn }) => sourceArn),
  'aws:sourceaccount': (source) => asService(source, sourceAccount),
  'aws:sourceorgid': (source) => sourceMembership(source)?.organizationId,
  'aws:sourceorgpaths': (source) => {
    const path = sourceMembership(source)?.path;
    return path === undefined ? undefined : [path];
  },
  'aws:viaawsservice': ({ caller, facts }) => String(caller.kind !== 'service' && isForwarded(facts.origin)),
  'aws:calledvia': (source) => (calledVia(source).length > 0 ? calledVia(source) : undefined),
  'aws:calledviafirst': (source) => calledVia(source)[0],
  'aws:calledvialast': (source) => calledVia(source).at(-1),
};

function asService<T>({ caller, facts }: ContextSource, read: (service: ServiceOrigin) => T): T | undefined {
  const { service } = facts.origin;
  return caller.kind === 'service' && service !== undefined ? read(service) : undefined;
}

/** The account of the resource for which the service calls: as it is given, or as the resource's ARN shows it. */
function sourceAccount({ sourceAccount: given, sourceArn }: ServiceOrigin): string | undefined {
  if (given !== undefined) return given;
  const [, , , , account] = sourceArn?.split(':') ?? [];
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}

function sourceMembership(source: ContextSource): Membership | undefined {
  const account = asService(source, sourceAccount);
  return account === undefined ? undefined : source.accounts.membership(account);
}

function calledVia({ caller, facts }: ContextSource): readonly string[] {
  return caller.kind === 'service' ? [] : (facts.origin.calledVia ?? []);
}

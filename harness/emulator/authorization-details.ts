import { milliseconds } from '../account/clock.js';
import type { RecordedRequests } from '../services/iam/authorization-requests.js';
import type { Journal } from './journal.js';

/** How AWS's GetRequestAuthorizationDetails behaves, which is served from the record of decisions. */
export interface AuthorizationDetailsOptions {
  /** Ends refusals of IAM with the console's link and the authorization id, as AWS does since August 2026; off unless given. */
  readonly inRefusals?: boolean;
  /** How long a refusal is not found yet, as AWS writes asynchronously: milliseconds or e.g. `3s`; no time unless given. */
  readonly writtenAfter?: string | number;
}

interface RefusedCall {
  readonly service: { readonly id: string };
  readonly operation: { readonly name: string };
  readonly caller: { readonly kind: string };
  readonly facts: { readonly requestId: string; readonly region: string };
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied-authorization-id.html; no id for "requests made by a
 * service on your behalf and anonymous requests", and none for listings that AWS refuses without one.
 */
export function authorizationTail({ service, operation, caller, facts }: RefusedCall): string {
  const isSupported = service.id === 'iam' && !WITHOUT_ID.has(operation.name);
  if (!isSupported || caller.kind === 'service' || caller.kind === 'anonymous') return '';
  const { region } = facts;
  const id = authorizationId(facts.requestId);
  return `. Go to https://${region}.console.aws.amazon.com/iam/home?region=${region}#/authorization-details/${id} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: ${id}`;
}

/** ListInstanceProfiles was refused without an id in the second in which GetRole was with one; the toolbox itself is no API of IAM. */
const WITHOUT_ID: ReadonlySet<string> = new Set([
  'GetRequestAuthorizationDetails',
  'GetRequestAuthorizationPolicy',
  'ListInstanceProfiles',
]);

/** AWS's ids are of about 25 digits and small letters: a request id written to the base of 36. */
export function authorizationId(requestId: string): string {
  return BigInt(`0x${requestId.replaceAll('-', '')}`).toString(36);
}

/** The refusals of IAM in the journal, by authorization id. */
export function recordedRequests(journal: Journal, options: AuthorizationDetailsOptions = {}): RecordedRequests {
  return {
    writtenAfter: milliseconds(options.writtenAfter ?? 0),
    find(id) {
      const [refusal] = journal
        .list()
        .filter(({ operation, words }) => words !== undefined && operation.startsWith('iam:'))
        .filter(({ requestId }) => authorizationId(requestId) === id);
      return refusal && journal.find(refusal.requestId).map(({ decision }) => decision);
    },
  };
}

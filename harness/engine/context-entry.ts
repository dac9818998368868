import type { ContextKey } from './context-keys.js';
import { findContextKey } from './reference-lookup.js';
import type { ContextValue } from './request.js';
import type { ServiceReference } from './service-reference.js';
import type { ContextEntry } from './simulation.js';

/** A key that the reference does not know is a text: so AWS compares the claims of identity providers. */
const UNKNOWN: Pick<ContextKey, 'type' | 'multivalued'> = { type: 'string', multivalued: false };

/**
 * A condition key as AWS's simulator takes it, which wants to be told its type; an ARN is given as a string.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html
 */
export function contextEntry(ContextKeyName: string, value: ContextValue, reference: ServiceReference): ContextEntry {
  const found = findContextKey(ContextKeyName, reference);
  const { type, multivalued } = 'key' in found ? found.key : UNKNOWN;
  const single = type === 'arn' ? 'string' : type;
  const isList = multivalued || typeof value !== 'string';
  return {
    ContextKeyName,
    ContextKeyValues: typeof value === 'string' ? [value] : value,
    ContextKeyType: isList ? `${single}List` : single,
  };
}

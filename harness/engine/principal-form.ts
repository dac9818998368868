import { isObject, type Json, listOf, textOf } from './document.js';
import { accountOf } from './principals.js';

const ENTITY = /^arn:[\w-]+:iam::\d{12}:(?:user|role)\/[\x21-\x7e]+$/;
const SESSION = /^arn:[\w-]+:sts::\d{12}:(?:assumed-role\/[^/*?]+\/[^/*?]+|federated-user\/[^/*?]+)$/;
const UNIQUE_ID = /^A[A-Z]{3}[A-Z0-9]{12,124}$/;
/** Which services there are is told nowhere; all are named under the domains of Amazon and of its partitions. */
const SERVICE =
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|amazon\.com|aws(?:\.internal)?|ic\.gov|sgov\.gov)$/;
const PROVIDER = /^(?:arn:[\w-]+:iam::\d{12}:(?:saml|oidc)-provider\/.+|[a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i;
const CANONICAL_USER = /^[0-9a-f]{64}$/i;

/** The forms of a name under each type of principal. A wildcard stands alone or not at all. */
const FORMS: ReadonlyMap<string, (name: string) => boolean> = new Map([
  ['AWS', isAwsName],
  ['Service', (name) => name === '*' || SERVICE.test(name)],
  ['Federated', (name) => name === '*' || PROVIDER.test(name)],
  ['CanonicalUser', (name) => CANONICAL_USER.test(name)],
]);

/** AWS spells the type of a service in capitals in its answers. */
const PRINTED: ReadonlyMap<string, string> = new Map([
  ['Service', 'SERVICE'],
  ['Federated', 'FEDERATED'],
]);

/**
 * The first name that cannot be a principal, as AWS prints it behind `Invalid principal in policy`: `: "AWS":"name"`. It is
 * empty where AWS prints none; undefined when all names have a right form.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function malformedPrincipal(principal: Json): string | undefined {
  if (principal === '*') return undefined;
  if (!isObject(principal)) return '';
  for (const [type, names] of Object.entries(principal)) {
    const isWellFormed = FORMS.get(type);
    if (!isWellFormed) return '';
    const wrong = listOf(names).find((name) => typeof name !== 'string' || !isWellFormed(name));
    if (wrong !== undefined) return `: "${PRINTED.get(type) ?? type}":"${textOf(wrong)}"`;
  }
  return undefined;
}

function isAwsName(name: string): boolean {
  if (name === '*' || accountOf(name) !== undefined || UNIQUE_ID.test(name)) return true;
  return !/[*?]/.test(name) && (ENTITY.test(name) || SESSION.test(name));
}

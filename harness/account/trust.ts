/**
 * The trust policy of a role. AWS turns each user and role that it names into a unique id when it is saved, so that a
 * user or role of the same name that is made later is not trusted.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
export interface TrustPolicy {
  /** The JSON text as it was given. */
  readonly document: string;
  /** The unique ids of the users and roles that it names, by the name that stands in the document: an ARN, or an id. */
  readonly principalIds: ReadonlyMap<string, string>;
}

/** Finds users and roles of all accounts. */
export interface PrincipalLookup {
  /** The unique id of the user or role with this ARN (or unique id). */
  principalId(principal: string): string | undefined;
  /** The present ARN of a unique id. */
  principalArn(uniqueId: string): string | undefined;
}

export type ResolvedPrincipals =
  | { readonly principalIds: ReadonlyMap<string, string> }
  /** The first principal that does not exist, as the document spells it. */
  | { readonly unknown: string };

const ACCOUNT = /^(?:\d{12}|arn:aws[\w-]*:iam::\d{12}:root)$/;
const SESSION = /^arn:aws[\w-]*:sts::\d{12}:(?:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+)$/;

/** Looks up the `AWS` principals of a trust policy. Any account counts as existing, users and roles must be there. */
export function resolvePrincipals(principals: Iterable<string>, lookup: PrincipalLookup): ResolvedPrincipals {
  const principalIds = new Map<string, string>();
  for (const principal of principals) {
    if (principal === '*' || ACCOUNT.test(principal) || SESSION.test(principal)) continue;
    const id = lookup.principalId(principal);
    if (id === undefined) return { unknown: principal };
    principalIds.set(principal, id);
  }
  return { principalIds };
}

/**
 * The document as it is read back: with the present ARN of each user and role (a renamed one has another), and with the
 * unique id in place of one that was deleted.
 */
export function trustDocument({ document, principalIds }: TrustPolicy, lookup: PrincipalLookup): string {
  const changed = new Map<string, string>();
  for (const [given, id] of principalIds) {
    const current = lookup.principalArn(id) ?? id;
    if (current !== given) changed.set(given, current);
  }
  return changed.size === 0 ? document : JSON.stringify(renamePrincipals(JSON.parse(document), changed));
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

function renamePrincipals(document: Json, changed: ReadonlyMap<string, string>): Json {
  return mapMember(document, 'Statement', (statements) =>
    mapEach(statements, (statement) =>
      mapMember(mapMember(statement, 'Principal', renameAws(changed)), 'NotPrincipal', renameAws(changed)),
    ),
  );
}

function renameAws(changed: ReadonlyMap<string, string>): (principal: Json) => Json {
  const rename = (name: Json): Json => (typeof name === 'string' ? (changed.get(name) ?? name) : name);
  return (principal) => mapMember(principal, 'AWS', (names) => mapEach(names, rename));
}

function mapMember(value: Json, name: string, change: (member: Json) => Json): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, key === name ? change(member) : member]),
  );
}

function mapEach(value: Json, change: (item: Json) => Json): Json {
  return Array.isArray(value) ? value.map(change) : change(value);
}

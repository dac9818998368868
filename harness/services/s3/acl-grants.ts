import {
  type AclGrant,
  type AclPermission,
  ALL_USERS,
  AUTHENTICATED_USERS,
  type Grantee,
  type GroupUri,
  LOG_DELIVERY,
} from '../../account/bucket-acls.js';
import { canonicalUserId } from '../../account/canonical-user.js';
import { AwsError } from '../../aws/errors.js';
import { invalidArgument, methodNotAllowed } from './errors.js';

/** Tells the canonical user ids that exist. */
export type CanonicalUsers = Iterable<{ readonly id: string }>;

/** An ACL as the body of a request has it. */
export interface AclPolicy {
  readonly Owner?: { readonly ID?: string | undefined } | undefined;
  readonly Grants?: readonly GivenGrant[] | undefined;
}

interface GivenGrant {
  readonly Grantee?: GivenGrantee | undefined;
  readonly Permission?: string | undefined;
}

interface GivenGrantee {
  readonly Type?: string | undefined;
  readonly ID?: string | undefined;
  readonly URI?: string | undefined;
  readonly EmailAddress?: string | undefined;
}

const PERMISSIONS: readonly AclPermission[] = ['FULL_CONTROL', 'READ', 'READ_ACP', 'WRITE', 'WRITE_ACP'];
const GROUPS: readonly GroupUri[] = [ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY];
const MAX_GRANTS = 100;
const CANONICAL_ID = /^[0-9a-f]{64}$/;

/** How errors name what is wrong with a grantee, in a body and in a header. */
const IN_POLICY = { id: 'CanonicalUser/ID', uri: 'Group/URI' } as const;
const IN_HEADER = { id: 'id', uri: 'uri' } as const;

/** Throws MalformedACLError for what is no ACL, AccessDenied where it names another owner. */
export function grantsOfPolicy({ Owner, Grants = [] }: AclPolicy, owner: string, users: CanonicalUsers) {
  if (Owner?.ID === undefined || Grants.length > MAX_GRANTS) throw malformedAcl();
  if (!CANONICAL_ID.test(Owner.ID)) throw invalidArgument(IN_POLICY.id, 'Invalid id', Owner.ID);
  if (Owner.ID !== canonicalUserId(owner)) throw new AwsError('AccessDenied', 'Access Denied');
  return Grants.map(({ Grantee: given, Permission }): AclGrant => {
    const permission = PERMISSIONS.find((each) => each === Permission);
    if (given === undefined || permission === undefined) throw malformedAcl();
    return { grantee: granteeOf(given, users, IN_POLICY), permission };
  });
}

/** `id="...", uri="..."`, as in `x-amz-grant-read`. */
export function grantsOfHeader(
  header: string,
  permission: AclPermission,
  value: string,
  users: CanonicalUsers,
): readonly AclGrant[] {
  return value.split(',').map((grantee) => {
    const [, type = '', name = ''] = /^\s*(id|uri|emailAddress)\s*=\s*"?([^"]*)"?\s*$/.exec(grantee) ?? [];
    const given = type === 'id' ? { ID: name } : type === 'uri' ? { URI: name } : { EmailAddress: name };
    if (type === '') throw invalidArgument(header, 'Argument format not recognized', value);
    return { grantee: granteeOf(given, users, IN_HEADER), permission };
  });
}

/** E-mail addresses are no grantees any more: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Grantee.html */
function granteeOf(
  { ID, URI, EmailAddress }: GivenGrantee,
  users: CanonicalUsers,
  names: { readonly id: string; readonly uri: string },
): Grantee {
  if (EmailAddress !== undefined) throw methodNotAllowed('PUT', 'ACL');
  if (ID !== undefined) {
    for (const { id } of users) if (canonicalUserId(id) === ID) return { kind: 'account', canonicalUserId: ID };
    throw invalidArgument(names.id, 'Invalid id', ID);
  }
  const uri = GROUPS.find((each) => each === URI);
  if (URI === undefined) throw malformedAcl();
  if (uri === undefined) throw invalidArgument(names.uri, 'Invalid group uri', URI);
  return { kind: 'group', uri };
}

function malformedAcl(): AwsError {
  return new AwsError(
    'MalformedACLError',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

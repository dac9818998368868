import { type AttachedPolicy, compile, gather, PolicyError, type PolicyGroup } from '../engine/index.js';

/** A policy of an organization, as JSON has it. */
export interface OrganizationPolicy {
  /** `p-examplepolicyid` */
  readonly id: string;
  readonly name: string;
  /** The document, as an object or as text. */
  readonly document: object | string;
}

/** The root or an organizational unit, with what is attached to it and what lies in it. */
export interface OrganizationalUnit {
  /** `r-ab12` for the root, `ou-ab12-11111111` for a unit. */
  readonly id: string;
  /** Service control policies; FullAWSAccess unless given. With an empty list nothing is allowed below. */
  readonly scps?: readonly OrganizationPolicy[];
  /** Resource control policies, beside RCPFullAWSAccess, which cannot be detached. */
  readonly rcps?: readonly OrganizationPolicy[];
  readonly units?: readonly OrganizationalUnit[];
  /** Account ids, or accounts with policies of their own. */
  readonly accounts?: readonly (string | OrganizationAccount)[];
}

export interface OrganizationAccount extends Pick<OrganizationalUnit, 'scps' | 'rcps'> {
  /** Twelve digits. */
  readonly id: string;
}

/** An organization of AWS Organizations with all features, told as data. */
export interface OrganizationDescription {
  /** `o-exampleorgid` */
  readonly id: string;
  /** It belongs to the organization and no policy of it binds it. */
  readonly managementAccount: string;
  /** Members that are delegated administrators of IAM: they may open sessions of other members' root users, as the management account may. */
  readonly iamAdministrators?: readonly string[];
  readonly root: OrganizationalUnit;
}

/** What membership means for one account. */
export interface Membership {
  /** `aws:PrincipalOrgID`, `aws:ResourceOrgID` */
  readonly organizationId: string;
  /** The management account or a delegated administrator of IAM. */
  readonly managesRootAccess: boolean;
  /** `aws:PrincipalOrgPaths`: `o-exampleorgid/r-ab12/ou-ab12-11111111/` */
  readonly path: string;
  /** From the root down to the account; undefined for the management account. */
  readonly scps: readonly PolicyGroup[] | undefined;
  readonly rcps: readonly PolicyGroup[] | undefined;
  /** The same for callers of other organizations, who are not told which policy denied. */
  readonly namelessRcps: readonly PolicyGroup[] | undefined;
}

/** Finds the membership of an account; undefined for one that is in no organization. */
export type Memberships = ReadonlyMap<string, Membership>;

/** A description that does not hold together. */
export class InvalidOrganization extends Error {
  override readonly name = 'InvalidOrganization';
}

const FULL_ACCESS: OrganizationPolicy = {
  id: 'p-FullAWSAccess',
  name: 'FullAWSAccess',
  document: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
};

type ControlKind = 'scp' | 'rcp';
const TYPES: Readonly<Record<ControlKind, string>> = {
  scp: 'service_control_policy',
  rcp: 'resource_control_policy',
};

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const SIZES: Readonly<Record<ControlKind, number>> = { scp: 10_240, rcp: 5120 };
const POLICIES_PER_TARGET: Readonly<Record<ControlKind, number>> = { scp: 10, rcp: 5 };

interface Levels {
  readonly path: string;
  readonly scps: readonly PolicyGroup[];
  readonly rcps: readonly PolicyGroup[];
  readonly namelessRcps: readonly PolicyGroup[];
}

/**
 * The accounts of an organization with the policies of every level above them. Throws {@link InvalidOrganization} for a description
 * that does not hold together, and for a policy that Organizations would refuse.
 *
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 */
export function memberships(organization: OrganizationDescription): Memberships {
  checkForm(organization);
  const { id: organizationId, managementAccount, root, iamAdministrators = [] } = organization;
  checkId(organizationId, /^o-[a-z0-9]{10,32}$/, 'an organization', 'o-exampleorgid');
  checkId(root.id, /^r-[0-9a-z]{4,32}$/, 'a root', 'r-ab12');
  checkAccount(managementAccount);
  const members = new Map<string, Membership>();
  const compileLevel = levelCompiler(organization);
  const managers = new Set([managementAccount, ...iamAdministrators]);
  const unbound = {
    organizationId,
    managesRootAccess: true,
    scps: undefined,
    rcps: undefined,
    namelessRcps: undefined,
  };
  const enter = (unit: OrganizationalUnit, above: Levels) => {
    const here = compileLevel(unit, above, `${above.path}${unit.id}/`);
    for (const account of unit.accounts ?? []) {
      const member = typeof account === 'string' ? { id: account } : account;
      checkAccount(member.id);
      if (members.has(member.id))
        throw new InvalidOrganization(`account \`${member.id}\` is in two places; leave one out`);
      const isManagement = member.id === managementAccount;
      const levels = compileLevel(member, here, here.path);
      const managesRootAccess = managers.has(member.id);
      const bound = { organizationId, managesRootAccess, ...levels };
      members.set(member.id, isManagement ? { ...unbound, path: here.path } : bound);
    }
    for (const below of unit.units ?? []) {
      checkId(below.id, /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/, 'an organizational unit', 'ou-ab12-11111111');
      enter(below, here);
    }
  };
  enter(root, { path: `${organizationId}/`, scps: [], rcps: [], namelessRcps: [] });
  if (!members.has(managementAccount)) {
    members.set(managementAccount, { ...unbound, path: `${organizationId}/${root.id}/` });
  }
  const outsider = iamAdministrators.find((id) => !members.has(id));
  if (outsider !== undefined)
    throw new InvalidOrganization(
      `\`${outsider}\` of \`iamAdministrators\` is no account of the organization; add it to a unit`,
    );
  return members;
}

/** A description may come from a file. */
function checkForm(organization: Partial<OrganizationDescription>): void {
  const { id, managementAccount, root } = organization;
  if (typeof id === 'string' && typeof managementAccount === 'string' && typeof root?.id === 'string') return;
  throw new InvalidOrganization(
    'an organization needs `id`, `managementAccount` and a `root` with an `id`, e.g. `{"id":"o-exampleorgid","managementAccount":"111111111111","root":{"id":"r-ab12","accounts":[]}}`',
  );
}

function levelCompiler({ id, managementAccount }: OrganizationDescription) {
  const attached = (kind: ControlKind, where: string, named: boolean) => (given: OrganizationPolicy) => {
    const policy = compiled(given, kind, where);
    const arn = `arn:aws:organizations::${managementAccount}:policy/${id}/${TYPES[kind]}/${given.id}`;
    return { policy, source: { name: given.name, attachedTo: where, ...(named && { arn }) } } satisfies AttachedPolicy;
  };
  return ({ id: where, scps = [FULL_ACCESS], rcps = [] }: OrganizationAccount, above: Levels, path: string): Levels => {
    checkCount('scp', scps, where);
    checkCount('rcp', rcps, where);
    const group = (kind: ControlKind, given: readonly OrganizationPolicy[], named: boolean) =>
      gather(given.map(attached(kind, where, named)));
    return {
      path,
      scps: [...above.scps, group('scp', scps, true)],
      rcps: [...above.rcps, group('rcp', rcps, true)],
      namelessRcps: [...above.namelessRcps, group('rcp', rcps, false)],
    };
  };
}

function compiled({ name, document }: OrganizationPolicy, kind: ControlKind, where: string) {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  if (text.length > SIZES[kind]) {
    throw new InvalidOrganization(
      `policy \`${name}\` of \`${where}\` has ${text.length} characters; at most ${SIZES[kind]}`,
    );
  }
  try {
    return compile(text, { kind });
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    throw new InvalidOrganization(`policy \`${name}\` of \`${where}\`: ${cause.message}`, { cause });
  }
}

function checkCount(kind: ControlKind, policies: readonly OrganizationPolicy[], where: string): void {
  const limit = POLICIES_PER_TARGET[kind];
  if (policies.length <= limit) return;
  throw new InvalidOrganization(
    `\`${where}\` has ${policies.length} ${kind.toUpperCase()}s; at most ${limit} can be attached`,
  );
}

function checkAccount(id: string): void {
  checkId(id, /^\d{12}$/, 'an account', '123456789012');
}

function checkId(id: string, pattern: RegExp, what: string, example: string): void {
  if (pattern.test(id)) return;
  throw new InvalidOrganization(`\`${id}\` is no id of ${what}; write one like \`${example}\``);
}

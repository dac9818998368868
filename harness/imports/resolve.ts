import type { Role } from '../account/roles.js';
import type { PrincipalLookup, TrustPolicy } from '../account/trust.js';
import { resolvePrincipals } from '../account/trust.js';
import type { User } from '../account/users.js';
import { compile, principalArns } from '../engine/index.js';
import { ownerOf } from './arns.js';
import type { ReadRole, ReadUser } from './entities.js';
import { type JsonNode, member, wrong } from './json-node.js';
import type { ReadAccount } from './read-account.js';
import type { Finding } from './report.js';

/** What records are resolved against. */
export interface Resolution {
  readonly account: ReadAccount;
  /** The ids of its groups by lower-case name. */
  readonly groupIds: ReadonlyMap<string, string>;
  /** Whether a managed policy of this ARN will be there. */
  isPolicy(arn: string): boolean;
  /** Users and roles of all accounts, those that are about to be loaded included. */
  readonly principals: Pick<PrincipalLookup, 'principalId'>;
  readonly findings: Finding[];
  /** Takes what is unknown for a finding instead of a problem. */
  readonly lenient: boolean;
}

export function resolveUser({ node, record, groups }: ReadUser, resolution: Resolution): User {
  checkPolicies(node, record, resolution);
  const groupIds = groups.flatMap((group) => {
    const id = resolution.groupIds.get(String(group.value).toLowerCase());
    if (id === undefined) unknown(group, `the group \`${group.value}\``, resolution);
    return id ?? [];
  });
  return { ...record, groupIds, attachedPolicies: presentPolicies(record, resolution) };
}

export function resolveRole({ node, record, trust }: ReadRole, resolution: Resolution): Role {
  checkPolicies(node, record, resolution);
  const resolvedTrust = resolveTrust(member(node, 'AssumeRolePolicyDocument'), trust, resolution);
  return { ...record, trust: resolvedTrust, attachedPolicies: presentPolicies(record, resolution) };
}

/** An attachment to what counts as absent is none. A boundary that is absent stays: it lets nothing through. */
export function presentPolicies({ attachedPolicies }: HoldsPolicies, { isPolicy }: Resolution): readonly string[] {
  return attachedPolicies.filter(isPolicy);
}

interface HoldsPolicies {
  readonly attachedPolicies: readonly string[];
  readonly boundary?: string | undefined;
}

/** Also of groups, which have no boundary. */
export function checkPolicies(
  node: JsonNode,
  { attachedPolicies, boundary }: HoldsPolicies,
  resolution: Resolution,
): void {
  attachedPolicies.forEach((arn, index) => {
    const at = { ...node, path: `${node.path}.AttachedManagedPolicies[${index}]` };
    if (!resolution.isPolicy(arn)) unknown(at, `the managed policy \`${arn}\``, resolution);
  });
  if (boundary !== undefined && !resolution.isPolicy(boundary))
    unknown(member(node, 'PermissionsBoundary'), `the managed policy \`${boundary}\``, resolution);
}

/** The users and roles of a trust policy by their unique ids. One of an account that is not here is known by its ARN. */
function resolveTrust(node: JsonNode, trust: string, resolution: Resolution): TrustPolicy {
  if (trust === '') return { document: trust, principalIds: new Map() };
  const strangers: string[] = [];
  const principalId = (principal: string) => {
    const id = resolution.principals.principalId(principal);
    if (id === undefined) strangers.push(principal);
    return id ?? principal;
  };
  const names = principalArns(compile(trust, { kind: 'trust', accepted: true }));
  const resolved = resolvePrincipals(names, { principalId, principalArn: () => undefined });
  for (const name of strangers) tellStranger(node, name, resolution);
  return { document: trust, principalIds: 'principalIds' in resolved ? resolved.principalIds : new Map() };
}

/** A unique id stands for a user or role that was deleted: AWS shows it so. */
function tellStranger(node: JsonNode, name: string, resolution: Resolution): void {
  if (/^A(?:IDA|ROA)[A-Z0-9]+$/.test(name)) return;
  if (ownerOf(name) === resolution.account.id) unknown(node, `the principal \`${name}\``, resolution);
  else {
    const { file, path } = node;
    const message = `\`${name}\` is of an account that is not here; it is known by its ARN`;
    resolution.findings.push({ kind: 'other-account', file, path, message });
  }
}

function unknown(node: JsonNode, what: string, { findings, lenient }: Resolution): void {
  const { file, path } = node;
  if (lenient)
    findings.push({ kind: 'unknown', file, path, message: `${what} is not in the file; it counts as absent` });
  else
    wrong(
      node,
      `refers to ${what}, which is not in the file; fetch it without \`--filter\`, or import with \`lenient\``,
    );
}

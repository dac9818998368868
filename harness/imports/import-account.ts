import type { Account } from '../account/account.js';
import { type Accounts, InvalidAccountId } from '../account/accounts.js';
import type { Group } from '../account/groups.js';
import type { AwsPolicies } from '../account/managed-policies.js';
import type { Role } from '../account/roles.js';
import type { User } from '../account/users.js';
import { tellMissingAttachments } from './attachment-counts.js';
import { ASSUMED_SESSION_DURATION } from './entities.js';
import { InvalidImport } from './import-error.js';
import { type JsonNode, type Problem, wrong } from './json-node.js';
import { type ReadAccount, readAccounts } from './read-account.js';
import { type Assumption, type Finding, type ImportReport, type LoadedAccount, UNKNOWABLE } from './report.js';
import { checkPolicies, presentPolicies, type Resolution, resolveRole, resolveUser } from './resolve.js';
import { type ImportSource, pagesOf } from './sources.js';

export interface ImportOptions {
  /** The account that is expected; needed for one that holds nothing, which no ARN names. */
  readonly account?: string;
  /** Tells what the file refers to and does not hold as a finding, instead of refusing the import. */
  readonly lenient?: boolean;
}

/** One account, resolved: nothing can fail any more. */
interface Planned {
  readonly read: ReadAccount;
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly roles: readonly Role[];
}

/**
 * Loads what GetAccountAuthorizationDetails told of accounts into accounts that hold nothing yet: ids, dates and documents as they were, so
 * that the API answers the same again. All or nothing: throws {@link InvalidImport} with every problem and its place, and has changed nothing.
 */
export function importAccounts(
  accounts: Accounts,
  sources: readonly ImportSource[],
  options: ImportOptions = {},
): ImportReport {
  const { account: expected } = options;
  if (expected !== undefined && !/^\d{12}$/.test(expected)) throw new InvalidAccountId(expected);
  const problems: Problem[] = [];
  const findings: Finding[] = [];
  const read = readAccounts(pagesOf(sources, problems), expected, findings);
  for (const { id, node } of read) checkEmpty(accounts.find(id), node);
  const plans = problems.length > 0 ? [] : resolveAll(read, accounts, findings, options.lenient ?? false);
  if (problems.length > 0) throw new InvalidImport(problems);
  for (const account of read) {
    tellMissingAttachments(account, findings);
    tellOtherVersions(account.policies, accounts.awsPolicies, findings);
  }
  return {
    accounts: plans.map((plan) => load(plan, accounts)),
    findings,
    assumed: assumptions(read),
    unknowable: UNKNOWABLE,
  };
}

/** Ids and names of two accounts in one would be mixed up. */
function checkEmpty(account: Account | undefined, node: JsonNode): void {
  if (account === undefined) return;
  const { users, groups, roles, policies, instanceProfiles } = account;
  const held = [users, groups, roles, policies, instanceProfiles].reduce((sum, { size }) => sum + size, 0);
  if (held > 0) wrong(node, `is of the account \`${account.id}\`, which is not empty here; import into a new emulator`);
}

function resolveAll(
  read: readonly ReadAccount[],
  accounts: Accounts,
  findings: Finding[],
  lenient: boolean,
): readonly Planned[] {
  const entities = read.flatMap(({ users, roles }) => [...users, ...roles].map(({ record }) => record));
  const ids = new Map(
    entities.flatMap(
      ({ arn, id }) =>
        [
          [arn, id],
          [id, id],
        ] as const,
    ),
  );
  const principals = { principalId: (name: string) => ids.get(name) ?? accounts.principalId(name) };
  return read.map((account) => {
    const isPolicy = policyTest(account, accounts.awsPolicies);
    const groupIds = new Map(account.groups.map(({ record }) => [record.name.toLowerCase(), record.id]));
    const resolution: Resolution = { account, groupIds, isPolicy, principals, findings, lenient };
    for (const { node, record } of account.groups) checkPolicies(node, record, resolution);
    return {
      read: account,
      users: account.users.map((user) => resolveUser(user, resolution)),
      groups: account.groups.map(({ record }) => ({
        ...record,
        attachedPolicies: presentPolicies(record, resolution),
      })),
      roles: account.roles.map((role) => resolveRole(role, resolution)),
    };
  });
}

function policyTest({ policies }: ReadAccount, catalogue: AwsPolicies): (arn: string) => boolean {
  const own = new Set(policies.map(({ read }) => read.record.arn));
  return (arn) => own.has(arn) || catalogue.get(arn) !== undefined;
}

/** The file is right about AWS's own policies too: they are as they were when it was made. */
function load({ read, users, groups, roles }: Planned, accounts: Accounts): LoadedAccount {
  const account = accounts.get(read.id);
  const aws = read.policies.flatMap((policy) => (policy.owner === 'aws' ? [policy.read.record] : []));
  const customers = read.policies.flatMap((policy) => (policy.owner === 'customer' ? [policy.read.record] : []));
  for (const policy of aws) account.awsPolicies.keep(policy);
  for (const policy of customers) account.policies.put(policy);
  for (const group of groups) account.groups.put(group);
  for (const user of users) account.users.put(user);
  for (const role of roles) account.roles.put(role);
  const profiles = read.roles.flatMap((role) => role.profiles);
  for (const { record } of profiles) account.instanceProfiles.put(record);
  for (const { record, lastUse } of read.roles) if (lastUse) account.lastUses.set(record.id, lastUse);
  account.propagation.settle();
  return {
    id: account.id,
    root: { accessKeyId: account.id, secretAccessKey: accounts.credential(account.id)?.secretAccessKey ?? '' },
    users: users.length,
    groups: groups.length,
    roles: roles.length,
    instanceProfiles: profiles.length,
    policies: customers.length,
    awsPolicies: aws.length,
  };
}

/** Decisions go by the versions in the file, which a reader of today's AWS documentation would not expect. */
function tellOtherVersions(policies: ReadAccount['policies'], catalogue: AwsPolicies, findings: Finding[]): void {
  for (const policy of policies) {
    if (policy.owner !== 'aws') continue;
    const { node, record } = policy.read;
    const known = catalogue.get(record.arn);
    const { file, path } = node;
    const { arn, defaultVersionId } = record;
    if (known?.versionId === defaultVersionId) continue;
    const catalogued = known === undefined ? 'not in the catalogue' : `\`${known.versionId}\` in the catalogue`;
    findings.push({
      kind: 'other-version',
      file,
      path,
      message: `\`${arn}\` is \`${defaultVersionId}\` in the file and ${catalogued}; the file's counts`,
    });
  }
}

function assumptions(read: readonly ReadAccount[]): readonly Assumption[] {
  const roles = read.reduce((sum, account) => sum + account.roles.length, 0);
  if (roles === 0) return [];
  const value = `${ASSUMED_SESSION_DURATION} seconds`;
  return [{ what: 'the MaxSessionDuration of a role', value, count: roles }];
}

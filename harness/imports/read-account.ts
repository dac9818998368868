import type { Group } from '../account/groups.js';
import { ownerOf } from './arns.js';
import {
  type Read,
  type ReadPolicy,
  type ReadRole,
  type ReadUser,
  readGroup,
  readPolicy,
  readRole,
  readUser,
} from './entities.js';
import { type JsonNode, member, records, wrong } from './json-node.js';
import type { Finding } from './report.js';
import { checkCompleteness, isCut, type Page } from './sources.js';

/** All that the pages of one account tell. */
export interface ReadAccount {
  readonly id: string;
  /** Its last page. */
  readonly node: JsonNode;
  readonly users: readonly ReadUser[];
  readonly groups: readonly Read<Group>[];
  readonly roles: readonly ReadRole[];
  readonly policies: readonly ReadPolicy[];
}

/** Reads pages into accounts. `expected` is the account of a page that names none. */
export function readAccounts(
  pages: readonly Page[],
  expected: string | undefined,
  findings: Finding[],
): readonly ReadAccount[] {
  const byAccount = new Map<string, Page[]>();
  let before: { readonly id: string; readonly page: Page } | undefined;
  for (const page of pages) {
    // A page of AWS's policies only goes on with the account of the page before.
    const goesOn = before !== undefined && isCut(before.page.node) ? before.id : undefined;
    const id = accountOf(page, expected, goesOn);
    if (id === undefined) continue;
    before = { id, page };
    byAccount.set(id, [...(byAccount.get(id) ?? []), page]);
  }
  return [...byAccount].flatMap(([id, own]) => {
    const last = own.at(-1);
    if (last === undefined) return [];
    checkCompleteness(own);
    return [readAccount(id, last.node, own, findings)];
  });
}

function readAccount(id: string, node: JsonNode, pages: readonly Page[], findings: Finding[]): ReadAccount {
  const all = <T>(list: string, read: (node: JsonNode, findings: Finding[]) => T): readonly T[] =>
    pages.flatMap((page) => records(member(page.node, list)).map((item) => read(item, findings)));
  const read = {
    id,
    node,
    users: all('UserDetailList', readUser),
    groups: all('GroupDetailList', readGroup),
    roles: all('RoleDetailList', readRole),
    policies: all('Policies', readPolicy),
  };
  checkUnique(read);
  return read;
}

const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'];

/** The account that the ARNs of a page name; AWS's own policies name none. */
function accountOf({ node, account }: Page, expected: string | undefined, goesOn: string | undefined) {
  const owners = new Set<string>();
  for (const list of LISTS) {
    for (const item of records(member({ ...node, problems: [] }, list))) {
      const { value } = member(item, 'Arn');
      const owner = typeof value === 'string' ? ownerOf(value) : undefined;
      if (owner !== undefined && owner !== 'aws') owners.add(owner);
    }
  }
  const named = account ?? expected;
  const [found = named ?? goesOn, ...others] = owners;
  if (others.length > 0)
    wrong(node, `mixes the accounts ${[...owners].map((id) => `\`${id}\``).join(', ')}; give each a page of its own`);
  else if (found === undefined) wrong(node, 'names no account; pass its number as `account`');
  else if (named !== undefined && found !== named) wrong(node, `is of the account \`${found}\`, not of \`${named}\``);
  else return found;
  return undefined;
}

/** Names are unique without regard to case; ids too, those of users and roles among each other, since trust policies know them by these. */
function checkUnique({ users, groups, roles, policies }: ReadAccount): void {
  const principals = new Map<string, string>();
  const profiles = roles.flatMap((role) => role.profiles);
  const managed = policies.map(({ read }) => read);
  const lists: readonly (readonly [readonly Read<HasName>[], Map<string, string>])[] = [
    [users, principals],
    [roles, principals],
    [groups, new Map()],
    [managed, new Map()],
    [profiles, new Map()],
  ];
  for (const [list, ids] of lists) {
    const names = new Map<string, string>();
    for (const { node, record } of list) {
      note(names, record.name.toLowerCase(), node, `the name \`${record.name}\``);
      note(ids, record.id, node, `the id \`${record.id}\``);
    }
  }
}

interface HasName {
  readonly id: string;
  readonly name: string;
}

function note(seen: Map<string, string>, key: string, node: JsonNode, what: string): void {
  const before = seen.get(key);
  if (key === '') return;
  if (before === undefined) seen.set(key, node.path);
  else wrong(node, `has ${what}, which \`${before}\` has too`);
}

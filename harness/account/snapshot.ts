import type { Account, AccountPast } from './account.js';
import type { Accounts } from './accounts.js';
import type { ClockSetting } from './clock.js';
import type { IdsState } from './ids.js';
import type { SavedTokenKey } from './outbound-keys.js';
import { loadParts, saveParts } from './snapshot-account.js';
import { BUCKET, STORED_DOCUMENT } from './snapshot-buckets.js';
import { InvalidSnapshot } from './snapshot-error.js';
import {
  type Form,
  items,
  type Json,
  list,
  membersOf,
  number,
  oneOf,
  optional,
  record,
  refuse,
  text,
  texts,
} from './snapshot-form.js';
import { danglingReferences } from './snapshot-references.js';
import type { VpcEndpoint } from './vpc-endpoints.js';

/**
 * The whole state of all accounts, as JSON. It holds every secret: access keys, session tokens, seeds of MFA devices, private keys and the
 * bytes of all objects. What the emulator was started with (organization, quotas, role templates) and the record of decisions are no
 * part of it.
 */
export interface Snapshot {
  readonly format: 'iam-rehearsal snapshot';
  /** Grows when an older version could not read it any more. */
  readonly version: 1;
  readonly accounts: readonly Json[];
  readonly buckets: readonly Json[];
  readonly vpcEndpoints: readonly Json[];
  /** The private keys behind GetWebIdentityToken, as far as any were needed; what earlier snapshots do not have. */
  readonly tokenKeys?: readonly Json[];
}

export const SNAPSHOT_VERSION = 1;
const FORMAT = 'iam-rehearsal snapshot';

const PAST = record<Required<AccountPast>>({
  ids: record<IdsState>({ counter: number, random: list(number) }),
  createDate: number,
  clock: list(record<ClockSetting>({ since: number, offset: number, frozenAt: optional(number) })),
});

const VPC_ENDPOINT = record<VpcEndpoint>({
  id: text,
  vpc: text,
  account: text,
  region: optional(text) as Form<string>,
  policy: STORED_DOCUMENT as Form<object | string>,
});

const TOKEN_KEY = record<SavedTokenKey>({ algorithm: oneOf('RS256', 'ES384'), privateKey: texts });

/** The state as it is now. Nothing of it is shared with the accounts. */
export function takeSnapshot(accounts: Accounts): Snapshot {
  return {
    format: FORMAT,
    version: SNAPSHOT_VERSION,
    accounts: [...accounts].map(saveAccount),
    buckets: [...accounts.buckets].map((bucket) => BUCKET.write(bucket)),
    vpcEndpoints: [...accounts.vpcEndpoints].map((endpoint) => VPC_ENDPOINT.write(endpoint)),
    tokenKeys: accounts.tokenKeys.saved().map((key) => TOKEN_KEY.write(key)),
  };
}

/** Puts a snapshot in the place of all that is there. Throws `InvalidSnapshot` for what is none, and has then changed nothing. */
export function restoreSnapshot(snapshot: unknown, accounts: Accounts): void {
  const { format, version, ...saved } = membersOf(snapshot, '');
  if (format !== FORMAT) refuse('format', `is not \`${FORMAT}\``);
  if (version !== SNAPSHOT_VERSION)
    refuse('version', `is ${String(version)}, and this version reads ${SNAPSHOT_VERSION}`);
  accounts.rebuild((fresh) => {
    for (const [index, account] of items(saved.accounts, 'accounts').entries())
      loadAccount(fresh, account, `accounts[${index}]`);
    for (const bucket of list(BUCKET).read(saved.buckets, 'buckets')) {
      if (fresh.buckets.named(bucket.name) !== undefined) refuse('buckets', `holds \`${bucket.name}\` twice`);
      fresh.buckets.put(bucket);
    }
    for (const endpoint of list(VPC_ENDPOINT).read(saved.vpcEndpoints, 'vpcEndpoints'))
      fresh.vpcEndpoints.put(endpoint);
    const dangling = danglingReferences(fresh);
    if (dangling.length > 0) throw new InvalidSnapshot(dangling);
    fresh.tokenKeys.restore(list(TOKEN_KEY).read(saved.tokenKeys ?? [], 'tokenKeys'));
  });
}

function saveAccount(account: Account): Json {
  const { id, clock, createDate, ids } = account;
  const past = PAST.write({ ids: ids.state(), createDate, clock: clock.settings() });
  return { id, past, ...saveParts(account) };
}

function loadAccount(fresh: Accounts, json: unknown, at: string): void {
  const { id, past, ...parts } = membersOf(json, at);
  const accountId = text.read(id, `${at}.id`);
  if (!/^\d{12}$/.test(accountId)) refuse(`${at}.id`, 'has not twelve digits');
  if (fresh.find(accountId) !== undefined) refuse(`${at}.id`, 'is there twice');
  loadParts(fresh.open(accountId, PAST.read(past, `${at}.past`)), parts, at);
}

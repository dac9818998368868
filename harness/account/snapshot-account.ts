import type { Account } from './account.js';
import type { Directory, Entry } from './directory.js';
import { entries, type Form, items, type Json, list, membersOf, refuse, text } from './snapshot-form.js';
import * as holdings from './snapshot-holdings.js';
import { ACCESS_KEY, GROUP, POLICY, PROPAGATION, ROLE, USER } from './snapshot-identities.js';
import { SESSION } from './snapshot-sessions.js';

/** One part of an account: how it is saved, and how an account that was just opened gets it back. */
interface Part {
  save(account: Account): Json;
  load(account: Account, json: unknown, at: string): void;
}

/** What is no state of its own: given to the account when it is opened, or made from the rest. */
type Given =
  | 'id'
  | 'clock'
  | 'ids'
  | 'createDate'
  | 'quotas'
  | 'set'
  | 'permissions'
  | 'compiled'
  | 'revision'
  | 'visible';

/** Everything that an account holds; a collection that is missing here does not compile. The order is that of loading. */
const PARTS = {
  users: directory(({ users }) => users, USER),
  groups: directory(({ groups }) => groups, GROUP),
  roles: directory(({ roles }) => roles, ROLE),
  policies: directory(({ policies }) => policies, POLICY),
  accessKeys: collection(({ accessKeys }) => accessKeys, ACCESS_KEY),
  sessions: collection(({ sessions }) => sessions, SESSION),
  awsPolicies: {
    save: ({ awsPolicies }) => list(holdings.KEPT_AWS_POLICY).write([...awsPolicies.kept()]),
    load({ awsPolicies }, json, at) {
      for (const policy of list(holdings.KEPT_AWS_POLICY).read(json, at)) awsPolicies.keep(policy);
    },
  },
  lastUses: map(({ lastUses }) => lastUses, holdings.LAST_USE),
  instanceProfiles: directory(({ instanceProfiles }) => instanceProfiles, holdings.INSTANCE_PROFILE),
  serverCertificates: directory(({ serverCertificates }) => serverCertificates, holdings.SERVER_CERTIFICATE),
  samlProviders: directory(({ samlProviders }) => samlProviders, holdings.SAML_PROVIDER),
  oidcProviders: map(({ oidcProviders }) => oidcProviders, holdings.OIDC_PROVIDER),
  loginProfiles: collection(({ loginProfiles }) => loginProfiles, holdings.LOGIN_PROFILE),
  mfaDevices: collection(({ mfaDevices }) => mfaDevices, holdings.MFA_DEVICE),
  sshPublicKeys: collection(({ sshPublicKeys }) => sshPublicKeys, holdings.SSH_PUBLIC_KEY),
  signingCertificates: collection(({ signingCertificates }) => signingCertificates, holdings.SIGNING_CERTIFICATE),
  serviceCredentials: collection(({ serviceCredentials }) => serviceCredentials, holdings.SERVICE_CREDENTIAL),
  settings: {
    save: ({ settings }) => holdings.SETTINGS.write(settings),
    load: (account, json, at) => account.set(holdings.SETTINGS.read(json, at)),
  },
  accessHistory: {
    save: ({ accessHistory }) => list(holdings.ACCESS).write([...accessHistory]),
    load({ accessHistory }, json, at) {
      for (const access of list(holdings.ACCESS).read(json, at)) accessHistory.record(access);
    },
  },
  accessReports: map(({ accessReports }) => accessReports, holdings.ACCESS_REPORT),
  roleSources: map(({ roleSources }) => roleSources, holdings.ROLE_SOURCE),
  roleDeletions: {
    save: ({ roleDeletions }) => [...roleDeletions],
    load({ roleDeletions }, json, at) {
      for (const id of list(text).read(json, at)) roleDeletions.add(id);
    },
  },
  propagation: {
    save: ({ propagation }) => PROPAGATION.write(propagation.state()),
    load: loadPropagation,
  },
} satisfies Record<Exclude<keyof Account, Given>, Part>;

const NAMED_PARTS: readonly (readonly [string, Part])[] = Object.entries(PARTS);

export function saveParts(account: Account): Readonly<Record<string, Json>> {
  return Object.fromEntries(NAMED_PARTS.map(([name, part]) => [name, part.save(account)]));
}

/** A part that is missing was not there when the snapshot was taken; one that is unknown comes from a newer version. */
export function loadParts(account: Account, json: unknown, at: string): void {
  const given = membersOf(json, at);
  for (const name of Object.keys(given))
    if (!Object.hasOwn(PARTS, name)) refuse(`${at}.${name}`, 'is unknown to this version');
  for (const [name, part] of NAMED_PARTS)
    if (given[name] !== undefined) part.load(account, given[name], `${at}.${name}`);
}

function directory<T extends Entry>(pick: (account: Account) => Directory<T>, form: Form<T>): Part {
  return {
    save: (account) => list(form).write([...pick(account)]),
    load(account, json, at) {
      const kept = pick(account);
      for (const [index, item] of items(json, at).entries()) {
        const entry = form.read(item, `${at}[${index}]`);
        if (kept.withId(entry.id) ?? kept.named(entry.name)) refuse(`${at}[${index}]`, 'is there twice');
        kept.put(entry);
      }
    },
  };
}

interface Collection<T> extends Iterable<T> {
  readonly size: number;
  put(item: T): void;
}

function collection<T>(pick: (account: Account) => Collection<T>, form: Form<T>): Part {
  return {
    save: (account) => list(form).write([...pick(account)]),
    load(account, json, at) {
      const kept = pick(account);
      for (const [index, item] of items(json, at).entries()) {
        kept.put(form.read(item, `${at}[${index}]`));
        if (kept.size !== index + 1) refuse(`${at}[${index}]`, 'is there twice');
      }
    },
  };
}

function map<T>(pick: (account: Account) => Map<string, T>, form: Form<T>): Part {
  const saved = entries(text, form);
  return {
    save: (account) => saved.write(pick(account)),
    load(account, json, at) {
      for (const [key, value] of saved.read(json, at)) pick(account).set(key, value);
    },
  };
}

/** Last of all, since loading the rest looks like changes. A key that was removed and still signs has to be found by its id. */
function loadPropagation({ accessKeys, propagation }: Account, json: unknown, at: string): void {
  const state = PROPAGATION.read(json, at);
  propagation.set('1h');
  for (const { kind, id, record } of state.held) {
    if (kind !== 'accessKeys' || record === undefined || accessKeys.withId(id) !== undefined) continue;
    accessKeys.put(ACCESS_KEY.read(record, at));
    accessKeys.remove(id);
  }
  propagation.restore(state);
}

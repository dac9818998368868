import type { AccessKey } from '../../account/access-keys.js';
import type { Account } from '../../account/account.js';
import { wholeSeconds } from '../../account/clock.js';
import type { SigningCertificate } from '../../account/signing-certificates.js';
import type { User } from '../../account/users.js';

type Row = Readonly<Record<string, string>>;

/** The columns, in AWS's order. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
const COLUMNS: readonly string[] = [
  ...['user', 'arn', 'user_creation_time'],
  ...['password_enabled', 'password_last_used', 'password_last_changed', 'password_next_rotation', 'mfa_active'],
  ...[1, 2].flatMap((n) =>
    ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
      (name) => `access_key_${n}_${name}`,
    ),
  ),
  ...[1, 2].flatMap((n) => [`cert_${n}_active`, `cert_${n}_last_rotated`]),
];

const DAY = 86_400_000;
const NOT_APPLICABLE = 'N/A';

/** The credentials of root, in the first row, and of each user, as CSV. */
export function credentialReport(account: Account): string {
  const rows = [rootRow(account), ...account.users.sorted().map((user) => userRow(user, account))];
  return [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => quoted(row[column] ?? NOT_APPLICABLE)))]
    .map((cells) => cells.join(','))
    .join('\n');
}

/** Nobody signs in to the console as root here: there is no password. */
function rootRow(account: Account): Row {
  return {
    user: '<root_account>',
    arn: `arn:aws:iam::${account.id}:root`,
    user_creation_time: date(wholeSeconds(account.createDate)),
    password_enabled: 'not_supported',
    password_last_used: 'no_information',
    password_last_changed: 'not_supported',
    password_next_rotation: 'not_supported',
    mfa_active: 'false',
    ...credentials(account.id, account),
  };
}

function userRow(user: User, account: Account): Row {
  return {
    user: user.name,
    arn: user.arn,
    user_creation_time: date(user.createDate),
    ...passwordCells(user, account),
    mfa_active: String(account.mfaDevices.of(user.id).length > 0),
    ...credentials(user.id, account),
  };
}

function passwordCells(user: User, account: Account): Row {
  const profile = account.loginProfiles.withId(user.id);
  if (!profile) return { password_enabled: 'false' };
  const days = account.settings.passwordPolicy?.maxPasswordAge;
  return {
    password_enabled: 'true',
    password_last_used: 'no_information',
    password_last_changed: date(profile.passwordDate),
    ...(days === undefined ? {} : { password_next_rotation: date(profile.passwordDate + days * DAY) }),
  };
}

/** Active access keys come before inactive ones, as AWS was recorded to report. */
function credentials(userId: string, account: Account): Row {
  const keys = account.accessKeys
    .of(userId)
    .toSorted((a, b) => Number(b.status === 'Active') - Number(a.status === 'Active'))
    .slice(0, 2);
  const certificates = account.signingCertificates.of(userId).slice(0, 2);
  const cells = [0, 1].flatMap((at) => [
    ...keyCells(`access_key_${at + 1}`, keys[at], account),
    ...certificateCells(`cert_${at + 1}`, certificates[at]),
  ]);
  return Object.fromEntries(cells);
}

function keyCells(name: string, key: AccessKey | undefined, account: Account): readonly (readonly [string, string])[] {
  if (!key) return [[`${name}_active`, 'false']];
  const use = account.lastUses.get(key.accessKeyId);
  return [
    [`${name}_active`, String(key.status === 'Active')],
    [`${name}_last_rotated`, date(key.createDate)],
    [`${name}_last_used_date`, use ? date(use.date) : NOT_APPLICABLE],
    [`${name}_last_used_region`, use?.region ?? NOT_APPLICABLE],
    [`${name}_last_used_service`, use?.serviceName ?? NOT_APPLICABLE],
  ];
}

function certificateCells(name: string, certificate?: SigningCertificate): readonly (readonly [string, string])[] {
  if (!certificate) return [[`${name}_active`, 'false']];
  return [
    [`${name}_active`, String(certificate.status === 'Active')],
    [`${name}_last_rotated`, date(certificate.uploadDate)],
  ];
}

/** `2026-11-24T10:00:00+00:00` */
function date(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, '+00:00');
}

/** A user's name may contain a comma. */
function quoted(cell: string): string {
  return cell.includes(',') ? `"${cell}"` : cell;
}

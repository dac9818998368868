import * as iam from '@aws-sdk/client-iam';
import * as sts from '@aws-sdk/client-sts';
import { expect, inject, test } from 'vitest';
import { seededRandom } from '../emulator/random.js';
import { type Last, signedForm, signedObject, startVictim } from './hostile-client.fixture.js';

const REQUESTS = inject('isFull') ? 20_000 : 200;
const SEED = '20261124';

type Random = ReturnType<typeof chooser>;

function chooser(random: () => number) {
  const below = (limit: number) => random() % limit;
  return {
    below,
    of: <T>(choices: readonly T[]): T => choices[below(choices.length)] as T,
    many: <T>(limit: number, make: () => T): readonly T[] => Array.from({ length: below(limit + 1) }, make),
  };
}

const operations = [
  ...namesOf(iam).map((name) => [name, '2010-05-08'] as const),
  ...namesOf(sts).map((name) => [name, '2011-06-15'] as const),
];

function namesOf(module: object): readonly string[] {
  return Object.keys(module).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? []);
}

const MEMBERS = [
  'UserName',
  'RoleName',
  'GroupName',
  'PolicyName',
  'PolicyArn',
  'PolicyDocument',
  'AssumeRolePolicyDocument',
  'Path',
  'Marker',
  'MaxItems',
  'RoleArn',
  'RoleSessionName',
  'DurationSeconds',
  'Tags.member.1.Key',
  'Tags.member.1.Value',
  'Tags.member',
  'TagKeys.member.1',
  'SerialNumber',
  'TokenCode',
  'AccessKeyId',
  'Status',
  'Url',
  'ThumbprintList.member.1',
  'SAMLMetadataDocument',
  'SAMLAssertion',
  'PrincipalArn',
  'WebIdentityToken',
  'CertificateBody',
  'SSHPublicKeyBody',
  'ActionNames.member.1',
  'PolicyInputList.member.1',
  'ContextEntries.member.1.ContextKeyName',
  'PolicyArns.member.1.arn',
  'Password',
  'Name',
  'VersionId',
  'SetAsDefault',
  'EncodedMessage',
  'AccountAlias',
  'InstanceProfileName',
  '__proto__',
] as const;

const NASTY = [
  '',
  'a',
  'u',
  '\0',
  '%',
  '%zz',
  '%ff',
  '%ED%A0%80',
  'é',
  '💥',
  '\r\nx: y',
  '../..',
  '/',
  '*',
  '${aws:username}',
  '<a>',
  '&amp;',
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  '[[[[',
  '{"a":',
  'null',
  '-1',
  '1e400',
  '9007199254740993',
  'true',
  'arn:aws:iam::111122223333:user/u',
  'arn:aws:iam::aws:policy/AdministratorAccess',
  'arn:::::',
  'arn:aws:iam::111122223333:role/r',
  '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
  'ssh-rsa AAAA',
  'a.b.c',
  'PD94bWw+',
  '2026-11-24T00:00:00Z',
  'https://',
  'constructor',
  'x'.repeat(5000),
  '['.repeat(5000),
  'a=b&c=d',
] as const;

const SUBRESOURCES = [
  '',
  '?acl',
  '?policy',
  '?tagging',
  '?delete',
  '?uploads',
  '?versioning',
  '?list-type=2',
  '?max-keys=x',
  '?uploadId=%00',
  '?cors',
  '?lifecycle',
  '?encryption',
  '?object-lock',
  '?publicAccessBlock',
  '?ownershipControls',
  '?versions',
  '?retention',
  '?legal-hold',
  '?partNumber=0&uploadId=a',
  '?versionId=a',
  '?location',
  '?x-id=GetObject',
  '?attributes',
  '?website',
  '?replication',
  '?select',
] as const;

const XML = [
  '<a/>',
  '<Tagging><TagSet>',
  '</TagSet>',
  '<Delete><Object><Key>',
  '&#0;',
  '&#x110000;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '"',
  '>',
];

function form(random: Random): string {
  const [action, version] = random.of(operations);
  const pairs = random.many(5, () => `${random.of(MEMBERS)}=${value(random)}`);
  return signedForm([`Action=${action}`, `Version=${version}`, ...pairs].join('&'));
}

/** As it is, or escaped. */
function value(random: Random): string {
  const nasty = random.of(NASTY);
  return random.below(4) === 0 ? nasty.replace(/[\r\n]/g, '') : encodeURIComponent(nasty);
}

function object(random: Random): string {
  const method = random.of(['GET', 'PUT', 'POST', 'DELETE', 'HEAD']);
  const place = random.of(['/', '/hostile', '/hostile/key', '/hostile/a%20b', '/..', '/hostile//']);
  return signedObject(method, place + random.of(SUBRESOURCES), random.many(6, () => random.of(XML)).join(''));
}

/** A request with some bytes changed, left out or put in: its signature is wrong, or it is no HTTP any more. */
function spoiled(random: Random): Buffer {
  let bytes = Buffer.from(random.below(2) === 0 ? form(random) : object(random));
  for (let i = 0; i <= random.below(4); i++) {
    const at = random.below(bytes.length);
    const put = Buffer.from(
      random.of(['', '\0', '\r\n', '\n', ':', ' ', '\xff', 'chunked', '0', '9999', 'x'.repeat(100)]),
      'latin1',
    );
    bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + random.below(3))]);
  }
  return bytes;
}

/** In up to three pieces, so that a parser stops where it does not expect to. */
function cut(bytes: Buffer, random: Random): readonly Buffer[] {
  const [a = 0, b = 0] = [random.below(bytes.length + 1), random.below(bytes.length + 1)].sort(
    (one, other) => one - other,
  );
  return [bytes.subarray(0, a), bytes.subarray(a, b), bytes.subarray(b)].filter(({ length }) => length > 0);
}

test('whatever is sent, each request is answered or its connection closed, and nothing goes wrong inside', async () => {
  await using victim = await startVictim({ limits: { requestTimeout: 5_000 } });
  await victim.talk([signedObject('PUT', '/hostile'), signedForm({ Action: 'CreateUser', UserName: 'u' })]);
  const random = chooser(seededRandom(SEED));
  for (let i = 0; i < REQUESTS; i++) {
    const bytes = [form, object, spoiled][random.below(3)]?.(random) ?? '';
    const last: Last = random.below(10) === 0 ? 'reset' : 'half-close';
    const { statuses, end } = await victim.talk(cut(Buffer.from(bytes), random), last);
    const bad = statuses.filter((status) => status >= 500 && status !== 501);
    expect({ request: i, sent: String(bytes).slice(0, 2000), end, bad, failures: victim.failures }).toMatchObject({
      end: 'closed',
      bad: [],
      failures: [],
    });
  }
  expect(await victim.isAlive()).toBe(true);
}, 600_000);

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { ServiceId } from '../aws/application.js';
import type { Shape } from '../aws/service-model.js';
import { loadService } from './load.js';

/**
 * Nothing that a request says is passed over: every member of every served operation's input is named by the operation's code, or stands
 * here with the reason why it changes nothing. With a new version of the SDK the test tells what is new.
 */

const STORED = 'the document is stored as it is';
const BY_WIRE = 'the front reads its header and verifies the body against it';
const OF_REFUSED = 'a part of what is refused';

/** By path, with all that stands below it. */
const WITHOUT_EFFECT: Readonly<Record<ServiceId, Readonly<Record<string, string>>>> = {
  iam: {},
  sts: {
    EncodedMessage: 'no operation that is served gives out an encoded message, so that none is valid',
    ScopedSessionDescription: 'no answer shows it: it is for the logs of CloudTrail',
  },
  s3: {
    'AccessControlPolicy.Grants.Grantee.DisplayName': 'S3 ignores display names',
    'AccessControlPolicy.Owner.DisplayName': 'S3 ignores display names',
    AnalyticsConfiguration: STORED,
    'BucketLoggingStatus.LoggingEnabled': STORED,
    ChecksumAlgorithm: BY_WIRE,
    ConfirmRemoveSelfBucketAccess: 'S3 documents no refusal without it',
    ContentLength: BY_WIRE,
    ContentMD5: BY_WIRE,
    'CreateBucketConfiguration.Bucket': OF_REFUSED,
    IntelligentTieringConfiguration: STORED,
    InventoryConfiguration: STORED,
    MetricsConfiguration: STORED,
    OptionalObjectAttributes: 'its one value is the state of a restoration, and nothing is restored here',
    ReplicationConfiguration: STORED,
    RequestPayer: 'no bucket lets the requester pay: PutBucketRequestPayment refuses it',
    'Retention.EventHoldDuration': OF_REFUSED,
    'ServerSideEncryptionConfiguration.Rules.BlockedEncryptionTypes': STORED,
    SkipDestinationValidation: 'no destination of notifications is called, with it or without',
    Token: 'S3 asks for no token any more',
    WebsiteConfiguration: STORED,
  },
};

const services = fileURLToPath(new URL('.', import.meta.url));
interface Module {
  readonly words: ReadonlySet<string>;
  /** Of the services and the accounts. */
  readonly imports: readonly string[];
}

const modules = new Map<string, Module>();

function moduleOf(file: string): Module {
  const known = modules.get(file);
  if (known) return known;
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(/from '(\.[^']+)\.js'/g)].map(([, path]) => join(dirname(file), `${path}.ts`));
  const own = imports.filter((imported) => /[\\/](services|account)[\\/]/.test(imported));
  const read = { words: new Set(text.match(/\w+/g)), imports: own };
  modules.set(file, read);
  return read;
}

/** These modules with all that they import. */
function reachable(homes: readonly string[]): readonly Module[] {
  const seen = new Set(homes);
  for (const file of seen) for (const imported of moduleOf(file).imports) seen.add(imported);
  return [...seen].map(moduleOf);
}

/** `Tags.Key` of a list of tags. A shape is looked at once. */
function paths(shape: Shape, prefix = '', seen = new Set<Shape>()): readonly string[] {
  if (shape.kind === 'list') return paths(shape.item, prefix, seen);
  if (shape.kind === 'map') return paths(shape.value, prefix, seen);
  if (!('members' in shape) || seen.has(shape)) return [];
  seen.add(shape);
  return shape.members.flatMap((member) => {
    const path = prefix === '' ? member.name : `${prefix}.${member.name}`;
    return [path, ...paths(member.shape, path, seen)];
  });
}

async function unnamed(id: ServiceId) {
  const { model, operations } = await loadService(id);
  const files = readdirSync(join(services, id)).filter((name) => /^(?!index).*\.ts$/.test(name));
  const homes = files.filter((name) => !/\.(test|fixture)\.ts$/.test(name)).map((name) => join(services, id, name));
  return [...operations.keys()].flatMap((name) => {
    const { input } = model.operations.get(name) ?? {};
    const code = reachable(homes.filter((file) => moduleOf(file).words.has(`${name}Command`)));
    const isNamed = (path: string) => code.some(({ words }) => words.has(path.split('.').at(-1) ?? ''));
    return (input === undefined ? [] : paths(input))
      .filter((path) => !isNamed(path))
      .map((path) => [name, path] as const);
  });
}

const covers = (known: string, path: string) => path === known || path.startsWith(`${known}.`);

test.each(['iam', 'sts', 's3'] as const)('each member of an input of %s is used, or has a reason', async (id) => {
  const found = await unnamed(id);
  const reasons = Object.keys(WITHOUT_EFFECT[id]);
  const silent = found.filter(([, path]) => !reasons.some((known) => covers(known, path)));
  expect(silent.map(([name, path]) => `${name} ${path}`)).toEqual([]);
  expect(reasons.filter((known) => !found.some(([, path]) => covers(known, path)))).toEqual([]);
});

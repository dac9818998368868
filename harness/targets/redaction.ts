/**
 * Keeps what is not the run's own out of what a run in a real account prints and records: account ids, keys, tokens and secrets
 * always, and names of others as far as they show by their form or were seen in an answer of AWS.
 */
export interface Redaction {
  redact(text: string): string;
  /** Remembers who and what an answer of AWS names, so that it is kept out of every later text. */
  learn(xml: string): void;
}

type Replacement = (text: string, isOwn: (name: string) => boolean) => string;

const ARN = /\barn:(aws[a-z-]*):([a-z0-9-]*):([a-z0-9-]*):(\d{12}|aws|\*|):((?:[\w+=,.@/*?$|:-]|\{|\})*[\w+=@/*?}])/g;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
/** Of a session the name follows, which may be that of a person. */
const UNIQUE_ID =
  /\b(?:A3T[A-Z0-9]|ABIA|ACCA|AGPA|AIDA|AIPA|AKIA|ANPA|ANVA|APKA|AROA|ASCA|ASIA)[A-Z0-9]{12,}\b(?::[\w+=,.@-]*[\w+=@-])?/g;
const CANONICAL_ID = /\b[0-9a-f]{64}\b/g;
const ACCOUNT = /(?<!\d)\d{12}(?!\d)/g;
/** Percent-encoded in a presigned URL, where no piece of it may be long. */
const PRESIGNED_TOKEN = /(X-Amz-Security-Token=)[^&\s"'<>]+/gi;
const LONG_SECRET = /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{40,}={0,2}(?![A-Za-z0-9+/=])/g;
/** In AWS's own sentences: `The user with name x cannot be found.`, `on resource: user x`. */
const NAMED =
  /\b((?:with name|named|on resource: (?:user|role|group|policy|instance profile|mfa))\s+)([\w+=,.@-]*[\w+=@-])/gi;
/** How an answer tells a name; `<Name>` is that of a bucket, `member` that of an alias. */
const NAMING_ELEMENT =
  /<(UserName|RoleName|GroupName|PolicyName|InstanceProfileName|DisplayName|BucketName|Name|AccessKeyId|SecretAccessKey|SessionToken)>([^<]{2,})</g;
const ALIASES = /<AccountAliases>([\s\S]*?)<\/AccountAliases>/g;

/** In this order: an ARN is more than the account in it. */
const REPLACEMENTS: readonly Replacement[] = [
  (text, isOwn) =>
    text.replace(ARN, (_, partition, service, region, account, resource) => {
      const owner = /\d/.test(account) ? '<account>' : account;
      return `arn:${partition}:${service}:${region}:${owner}:${account === 'aws' || isOwn(resource) ? resource : hidden(service, resource)}`;
    }),
  (text) => text.replace(PRESIGNED_TOKEN, '$1<secret>'),
  (text) => text.replace(UNIQUE_ID, '<id>').replace(CANONICAL_ID, '<id>'),
  (text) => text.replace(LONG_SECRET, (found) => (looksRandom(found) ? '<secret>' : found)),
  (text, isOwn) => text.replace(NAMED, (_, before, name) => `${before}${isOwn(name) ? name : '<name>'}`),
  (text) => text.replace(ACCOUNT, '<account>'),
];

/** Names that the harness gives inside of what it makes: an inline policy, a session. */
const GIVEN: ReadonlySet<string> = new Set(['rehearsal']);

/** What belongs to `run`, or to any run where none is given, stays readable. */
export function createRedaction(run = '[0-9a-z]+'): Redaction {
  const own = new RegExp(`(?:^|[/:])(?:iamr-${run}-|iam-rehearsal/${run}/)`);
  const isOwn = (name: string) => own.test(name);
  const names = new Set<string>();
  const replaceNames = (text: string) => {
    let replaced = text;
    for (const name of names) if (replaced.includes(name)) replaced = replaced.replace(wholeWord(name), '<name>');
    return replaced;
  };
  return {
    redact: (text) => replaceNames(REPLACEMENTS.reduce((redacted, replacement) => replacement(redacted, isOwn), text)),
    learn(xml) {
      for (const name of namesIn(xml, isOwn))
        if (!isOwn(name) && !GIVEN.has(name) && !isOfAws(name, xml)) names.add(name);
    },
  };
}

function namesIn(xml: string, isOwn: (name: string) => boolean): readonly string[] {
  const aliases = [...xml.matchAll(ALIASES)].flatMap(([, list = '']) => [...list.matchAll(/<member>([^<]+)</g)]);
  const arns = [...xml.matchAll(ARN)].filter(([, , , , owner, resource = '']) => owner !== 'aws' && !isOwn(resource));
  return [
    ...[...xml.matchAll(NAMING_ELEMENT)].map(([, , name = '']) => name),
    ...aliases.map(([, alias = '']) => alias),
    // The path and the name; what the resource is stands before them.
    ...arns.flatMap(([, , , , , resource = '']) => resource.split('/').slice(1).filter(isTelling)),
  ];
}

function isTelling(segment: string): boolean {
  return segment.length > 2 && !segment.includes('*');
}

/**
 * An error with its words redacted in place, and everything that hangs on it: what a test framework shows of a failure is the
 * message, the stack, the difference, and whatever members there are.
 */
export function redactError(error: unknown, redact: Redaction['redact']): void {
  redactMembers(error, redact, new Set());
}

function redactMembers(value: unknown, redact: Redaction['redact'], seen: Set<object>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const name of Object.getOwnPropertyNames(value)) {
    const member = Object.getOwnPropertyDescriptor(value, name);
    if (member === undefined || !('value' in member)) continue;
    if (typeof member.value !== 'string') redactMembers(member.value, redact, seen);
    else if (member.writable) (value as Record<string, string>)[name] = redact(member.value);
  }
}

/** The kind of a resource tells nothing of others, its name does; S3 has no kinds. */
function hidden(service: string, resource: string): string {
  if (resource === '*' || resource === 'root') return resource;
  const [, kind = '', name = ''] = (service === 's3' ? undefined : /^([a-z-]+[/:])(.*)$/.exec(resource)) ?? [
    '',
    '',
    '?',
  ];
  return name === '' || name === '*' ? resource : `${kind}<name>`;
}

function isOfAws(name: string, xml: string): boolean {
  return xml.includes(`:aws:policy/`) && new RegExp(`:aws:policy/(?:[^<]*/)?${escaped(name)}<`).test(xml);
}

/** Words of a language have no digits and capitals in their middle at once. */
function looksRandom(text: string): boolean {
  return /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
}

function wholeWord(name: string): RegExp {
  return new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`, 'g');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

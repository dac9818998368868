import type { Json } from './call.js';

/** What is known of a test's account before its first call. */
export interface NamesOptions {
  /** Twelve digits. */
  readonly account: string;
  /** Stands in every name that the fixtures make: `user-<test>-1`. */
  readonly test?: string;
  /** What all names and paths of a run begin with, and the run itself. */
  readonly prefix?: string | undefined;
  readonly path?: string | undefined;
  readonly run?: string | undefined;
  readonly administratorKey: string;
}

/** Replaces what differs between two runs of one test by placeholders, the same in both: `<account>`, `<RoleId-1>`. */
export interface Names {
  /** A text with placeholders. */
  hide(text: string): string;
  /** An input as JSON with placeholders; what is secret or no text is only named. */
  hideIn(value: unknown): Json;
  /** Remembers the ids that an answer gave. */
  learn(output: unknown): void;
  /** The value of a placeholder, for a recording that is played again. */
  reveal(text: string): string;
  /** Names that the fixtures made for this test, as they stand in hidden texts. */
  readonly own: ReadonlySet<string>;
}

/** Members of answers that AWS chooses. */
const CHOSEN_BY_AWS: ReadonlySet<string> = new Set([
  'AccessKeyId',
  'AssumedRoleId',
  'CertificateId',
  'FederatedUserId',
  'GroupId',
  'InstanceProfileId',
  'PolicyId',
  'RoleId',
  'SSHPublicKeyId',
  'ServerCertificateId',
  'ServiceSpecificCredentialId',
  'UploadId',
  'UserId',
  'VersionId',
]);

/** Members of inputs that no record may hold, or that are others a second later. */
const SECRET =
  /^(.*Password|SecretAccessKey|SessionToken|AuthenticationCode[12]|TokenCode|WebIdentityToken|TokenValue|SAMLAssertion|PrivateKey|SSECustomerKey.*|CopySourceSSECustomerKey.*|EncodedMessage|TradeInToken)$/;

/** The number of a version of a managed policy, which is the same everywhere. */
const COUNTED = /^(v\d+|null)$/;

export function createNames(options: NamesOptions): Names {
  const { account, administratorKey } = options;
  // Our own emulators take an account's number for the key of its root.
  const placeholders = new Map(administratorKey === account ? [] : [[administratorKey, '<administrator-key>']]);
  const values = new Map<string, string>([['<administrator-key>', administratorKey]]);
  const counts = new Map<string, number>();
  const remember = (kind: string, value: string) => {
    const known = placeholders.get(value);
    if (known !== undefined) return known;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const placeholder = `<${kind}-${number}>`;
    placeholders.set(value, placeholder);
    values.set(placeholder, value);
    return placeholder;
  };
  const own = new Set<string>();
  const hide = (text: string) => {
    let hidden = text;
    for (const name of namesWith(text, options)) own.add(withoutRun(name, options));
    for (const [value, placeholder] of placeholders) hidden = hidden.replaceAll(value, placeholder);
    return withoutRun(hidden, options).replace(/(?<!\d)\d{12}(?!\d)/g, (number) =>
      number === account ? '<account>' : remember('other-account', number),
    );
  };
  return {
    hide: (text) => withoutChance(hide(text)),
    hideIn: (value) => asJson(value, hide),
    learn: (output) => collect(output, remember),
    reveal(text) {
      let shown = text.replaceAll('<account>', account);
      for (const [placeholder, value] of values) shown = shown.replaceAll(placeholder, value);
      return shown
        .replace(/<other-account-(\d+)>/g, (_, number: string) => number.padStart(12, '9'))
        .replaceAll('<foreign>', 'foreign');
    },
    own,
  };
}

/** What is marked by the test or the run in a text. */
function namesWith(text: string, { test, prefix }: NamesOptions): readonly string[] {
  const marks = [test && `-${test}`, prefix].filter((mark) => mark !== undefined && mark !== '');
  return (text.match(/[\w+=,.@-]+/g) ?? []).filter((name) => marks.some((mark) => name.includes(mark ?? '')));
}

/** `iamr-<run>-user-<test>-1` is `user-1` in every run. */
function withoutRun(text: string, { test, prefix, path, run }: NamesOptions): string {
  let rest = text;
  if (path) rest = rest.replaceAll(path, '/');
  if (prefix) rest = rest.replaceAll(prefix, '');
  if (test) rest = rest.replaceAll(`-${test}-`, '-').replaceAll(test, 'test');
  return run ? rest.replaceAll(`-${run}-`, '-').replaceAll(run, 'run') : rest;
}

/** A text of which nothing is known, without the numbers of accounts and the ids of keys. */
export function withoutAccounts(text: string): string {
  return withoutChance(text.replace(/(?<!\d)\d{12}(?!\d)/g, '<account>'));
}

/** In AWS's words there may be times and ids that no answer gave before. */
function withoutChance(text: string): string {
  return text
    .replace(/\b(AKIA|ASIA|AIDA|AROA|AGPA|ANPA|AIPA)[A-Z0-9]{12,17}\b/g, '<$1>')
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\b/g, '<time>')
    .replace(/\b\d{8}T\d{6}Z\b/g, '<time>')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>');
}

function collect(value: unknown, remember: (kind: string, value: string) => void): void {
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) return;
  // A stream is left to whoever asked for it.
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === '$metadata') continue;
    if (typeof member === 'string') {
      if (CHOSEN_BY_AWS.has(name) && member !== '' && !COUNTED.test(member)) remember(name, member);
    } else collect(member, remember);
  }
}

function asJson(value: unknown, hide: (text: string) => string): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return hide(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Date) return '<time>';
  if (value instanceof Uint8Array) return `<${value.byteLength} bytes>`;
  if (Array.isArray(value)) return value.map((item) => asJson(item, hide));
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return '<stream>';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.map(([name, member]) => [name, SECRET.test(name) ? '<secret>' : asJson(member, hide)]),
  );
}

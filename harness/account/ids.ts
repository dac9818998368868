/** Makes the identifiers of one account. Each is handed out once; the same seed makes the same ones in the same order. */
export interface Ids {
  /** A unique id as AWS writes it: its prefix and 17 characters, of an SSH key 16. */
  unique(kind: UniqueIdKind): string;
  /** The id of an access key, 20 characters: `AKIA` for a long-term one, `ASIA` for a session's. */
  accessKey(kind: 'long-term' | 'session'): string;
  /** A secret access key: 40 characters. */
  secret(): string;
  sessionToken(): string;
  /** The id of a signing certificate: 32 upper-case letters and digits. */
  certificate(): string;
  /** The seed of an MFA device: 64 characters of base32. */
  seed(): string;
  /** The id of a job, in the form of a UUID. */
  job(): string;
  /** An id that says nothing, of letters, digits, `.` and `_`: S3's of versions and uploads. */
  opaque(length: number): string;
}

/** Ids that can go on where they were. */
export interface SavedIds extends Ids {
  state(): IdsState;
}

export interface IdsState {
  readonly counter: number;
  /** Of the generator: four numbers. */
  readonly random: readonly number[];
}

type UniqueIdKind = keyof typeof PREFIX;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
const PREFIX = {
  user: 'AIDA',
  role: 'AROA',
  group: 'AGPA',
  policy: 'ANPA',
  'instance-profile': 'AIPA',
  'server-certificate': 'ASCA',
  'ssh-public-key': 'APKA',
  'service-credential': 'ACCA',
} as const;
const ACCESS_KEY_PREFIX = { 'long-term': 'AKIA', session: 'ASIA' } as const;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** How often six of the 32 bits of a random number can be taken. */
const LETTERS_OF_A_NUMBER = 5;
const TOKEN_PREFIX = 'FwoGZXIvYXdzE';
const TOKEN_LENGTH = 372;

/** How many ids an account can hand out before one could come again: 2^30. */
const COUNTER_MASK = 0x3fffffff;

/**
 * As in AWS an id carries its account's number, so that ids of two accounts never meet; a counter, shuffled by a generator
 * of full period, keeps the ids of one account apart.
 */
export function createIds(accountId: string, seed: string, past?: IdsState): SavedIds {
  const generator = createRandom(`${seed}/${accountId}`, past?.random);
  const random = generator.next;
  const account = (1n << 40n) | BigInt(accountId);
  let counter = past?.counter ?? random() & COUNTER_MASK;

  const identifier = (prefix: string, length: number): string => {
    counter = (Math.imul(counter, 1664525) + 1013904223) & COUNTER_MASK;
    const spare = BigInt(length * 5 - 41 - 30);
    const noise = BigInt(random()) & ((1n << spare) - 1n);
    return prefix + base32((((account << spare) | noise) << 30n) | BigInt(counter), length);
  };
  let bytes = Buffer.alloc(0);
  const letters = (length: number, prefix = ''): string => {
    // A token has hundreds: adding them to a text one by one would be the better part of opening a session.
    if (bytes.length < length) bytes = Buffer.alloc(length);
    let number = 0;
    bytes.write(prefix, 'latin1');
    for (let i = prefix.length; i < length; i++) {
      number = (i - prefix.length) % LETTERS_OF_A_NUMBER === 0 ? random() : number >>> 6;
      bytes[i] = BASE64.charCodeAt(number & 63);
    }
    return bytes.toString('latin1', 0, length);
  };

  const noise = (length: number): string => {
    let text = '';
    for (let i = 0; i < length; i++) text += BASE32[random() & 31];
    return text;
  };
  const hexadecimal = (length: number): string => {
    let text = '';
    while (text.length < length) text += (random() & 15).toString(16);
    return text;
  };

  return {
    state: () => ({ counter, random: generator.state() }),
    certificate: () => identifier(noise(15), 17),
    seed: () => noise(64),
    job: () => `${[8, 4].map(hexadecimal).join('-')}-4${hexadecimal(3)}-a${hexadecimal(3)}-${hexadecimal(12)}`,
    unique: (kind) => identifier(PREFIX[kind], kind === 'ssh-public-key' ? 16 : 17),
    accessKey: (kind) => identifier(ACCESS_KEY_PREFIX[kind], 16),
    secret: () => letters(40),
    opaque: (length) => letters(length).replaceAll('+', '.').replaceAll('/', '_'),
    sessionToken: () => letters(TOKEN_LENGTH, TOKEN_PREFIX),
  };
}

/** Cut in two: numbers are many times faster than big integers. */
function base32(value: bigint, length: number): string {
  return base32Digits(Number(value >> 50n), length - 10) + base32Digits(Number(value & ((1n << 50n) - 1n)), 10);
}

function base32Digits(number: number, length: number): string {
  let text = '';
  for (let rest = number; text.length < length; rest = Math.floor(rest / 32)) text = BASE32.charAt(rest % 32) + text;
  return text;
}

/** The "small fast counter" generator: unsigned 32-bit numbers from a seed of any text, or on from a state. */
function createRandom(seed: string, past?: readonly number[]) {
  let [a = 0x9e3779b9, b = 0x243f6a88, c = 0xb7e15162, count = 1] = past ?? [];
  const next = (): number => {
    const result = (a + b + count++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  };
  const state = () => [a, b, c, count];
  if (past !== undefined) return { next, state };
  for (let i = 0; i < seed.length; i++) {
    a ^= seed.charCodeAt(i);
    next();
  }
  for (let i = 0; i < 16; i++) next();
  return { next, state };
}

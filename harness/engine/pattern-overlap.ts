/** One character of a pattern, or a wildcard. */
type Token = string | Wildcard;

interface Wildcard {
  /** It stands for any number of characters, and not for one. */
  readonly many: boolean;
  /** The characters that it does not stand for. */
  readonly but: string;
}

/** A pattern of ARNs, cut for {@link overlap}. */
export type ArnShape = readonly Token[];

const ANY: Wildcard = { many: false, but: '' };
const MANY: Wildcard = { many: true, but: '' };
const COMPONENT: Wildcard = { many: true, but: ':' };
const BUCKET: Wildcard = { many: true, but: ':/' };
const VARIABLE = /\$\{([^}]*)\}/y;
/** `${*}`, `${?}` and `${$}` are the characters themselves. */
const CHARACTERS: ReadonlySet<string> = new Set(['*', '?', '$']);
/** The colons before an ARN's sixth component, which may have colons of its own. */
const HEADER_COLONS = 5;

/** A Resource of a policy: its variables may have any value. */
export function shapeOfResource(resource: string): ArnShape {
  return cut(resource, () => MANY);
}

/**
 * The ARN of a resource type as the Service Authorization Reference prints it, e.g. `arn:${Partition}:s3:::${BucketName}`. A bucket's
 * name has no slash, by which buckets and objects differ; other names may have some.
 */
export function shapeOfTemplate(arn: string): ArnShape {
  return cut(arn, (variable, colons) => {
    if (colons < HEADER_COLONS) return COMPONENT;
    return variable === 'BucketName' ? BUCKET : MANY;
  });
}

/** Whether a text exists that both match, in time proportional to the product of their lengths. */
export function overlap(one: ArnShape, other: ArnShape): boolean {
  let above: readonly boolean[] = [];
  for (let row = 0; row <= one.length; row++) {
    const current: boolean[] = [];
    for (let column = 0; column <= other.length; column++) {
      const left = current[column - 1] ?? false;
      const up = above[column] ?? false;
      const corner = above[column - 1] ?? false;
      const isStart = row === 0 && column === 0;
      current.push(isStart || isReached(one[row - 1], other[column - 1], left, up, corner));
    }
    if (!current.includes(true)) return false;
    above = current;
  }
  return above.at(-1) ?? false;
}

/**
 * Whether the patterns up to here have a text in common, by what holds one token back in the first (`up`), in the other (`left`)
 * and in both (`corner`).
 */
function isReached(a: Token | undefined, b: Token | undefined, left: boolean, up: boolean, corner: boolean): boolean {
  if (isMany(a) && (up || (left && absorbs(a, b)))) return true;
  if (isMany(b) && (left || (up && absorbs(b, a)))) return true;
  if (a === undefined || b === undefined || isMany(a) || isMany(b)) return false;
  return corner && (a === b || a === ANY || b === ANY);
}

function isMany(token: Token | undefined): boolean {
  return typeof token === 'object' && token.many;
}

function absorbs(many: Token | undefined, token: Token | undefined): boolean {
  if (typeof many !== 'object' || token === undefined) return false;
  return typeof token === 'object' || !many.but.includes(token);
}

function cut(text: string, wildcardOf: (variable: string, colons: number) => Wildcard): ArnShape {
  const tokens: Token[] = [];
  const variable = new RegExp(VARIABLE);
  for (let at = 0; at < text.length; at++) {
    variable.lastIndex = at;
    const [whole, name = ''] = variable.exec(text) ?? [];
    if (whole === undefined) {
      tokens.push(tokenOf(text[at] ?? ''));
      continue;
    }
    tokens.push(CHARACTERS.has(name) ? name : wildcardOf(name, tokens.filter((token) => token === ':').length));
    at += whole.length - 1;
  }
  return tokens;
}

function tokenOf(character: string): Token {
  if (character === '*') return MANY;
  return character === '?' ? ANY : character;
}

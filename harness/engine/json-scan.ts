import type { DocumentPath, PlacedDocument, PlacedValue } from './positions.js';

/** A list or an object whose end has not been read. */
interface Open {
  readonly start: number;
  readonly closing: '}' | ']';
  readonly name: PlacedValue['name'];
  readonly key: string | number | undefined;
  readonly members: Map<string | number, PlacedValue>;
  /** The member that is being read. */
  next: { key: string | number; name: PlacedValue['name'] };
}

interface Scan {
  readonly text: string;
  at: number;
  readonly open: Open[];
  readonly duplicates: { path: DocumentPath; offset: number }[];
  root: PlacedValue | undefined;
}

type State = 'value' | 'first' | 'name' | 'more' | 'done' | 'fault';

/**
 * Reads the places of all values of a JSON text, in one pass and without recursion, so that no depth of nesting overflows the
 * stack. It accepts what `JSON.parse` accepts.
 */
export function scanJson(text: string): PlacedDocument {
  const scan: Scan = { text, at: 0, open: [], duplicates: [], root: undefined };
  let state: State = 'value';
  while (state !== 'done' && state !== 'fault') {
    skipSpace(scan);
    state = STEPS[state](scan);
  }
  return { root: scan.root, duplicates: scan.duplicates, fault: state === 'fault' ? scan.at : undefined };
}

const STEPS: Readonly<Record<'value' | 'first' | 'name' | 'more', (scan: Scan) => State>> = {
  value(scan) {
    const character = scan.text[scan.at];
    if (character === '{' || character === '[') return openContainer(scan, character);
    const end = character === '"' ? endOfString(scan) : endOfLiteral(scan);
    if (end === undefined) return 'fault';
    place(scan, { start: scan.at, end, name: scan.open.at(-1)?.next.name, members: undefined });
    scan.at = end;
    return 'more';
  },
  first(scan) {
    const container = scan.open.at(-1);
    if (scan.text[scan.at] === container?.closing) return closeContainer(scan);
    return container?.closing === '}' ? 'name' : 'value';
  },
  name(scan) {
    const container = scan.open.at(-1);
    const end = scan.text[scan.at] === '"' ? endOfString(scan) : undefined;
    if (!container || end === undefined) return 'fault';
    const name = { start: scan.at, end };
    const key = JSON.parse(scan.text.slice(scan.at, end)) as string;
    if (container.members.has(key)) scan.duplicates.push({ path: [...pathOf(scan.open), key], offset: scan.at });
    container.next = { key, name };
    scan.at = end;
    skipSpace(scan);
    if (scan.text[scan.at] !== ':') return 'fault';
    scan.at++;
    return 'value';
  },
  more(scan) {
    const container = scan.open.at(-1);
    const character = scan.text[scan.at];
    if (!container) return character === undefined ? 'done' : 'fault';
    if (character === container.closing) return closeContainer(scan);
    if (character !== ',') return 'fault';
    scan.at++;
    if (container.closing === '}') return 'name';
    container.next = { key: container.members.size, name: undefined };
    return 'value';
  },
};

function openContainer(scan: Scan, character: '{' | '['): State {
  const outer = scan.open.at(-1);
  scan.open.push({
    start: scan.at,
    closing: character === '{' ? '}' : ']',
    name: outer?.next.name,
    key: outer?.next.key,
    members: new Map(),
    next: { key: 0, name: undefined },
  });
  scan.at++;
  return 'first';
}

function closeContainer(scan: Scan): State {
  const closed = scan.open.pop();
  scan.at++;
  if (closed) place(scan, { start: closed.start, end: scan.at, name: closed.name, members: closed.members });
  return 'more';
}

function place(scan: Scan, value: PlacedValue): void {
  const container = scan.open.at(-1);
  if (container) container.members.set(container.next.key, value);
  else scan.root = value;
}

function pathOf(open: readonly Open[]): DocumentPath {
  return open.flatMap(({ key }) => key ?? []);
}

function skipSpace(scan: Scan): void {
  for (;;) {
    const character = scan.text[scan.at];
    if (character !== ' ' && character !== '\n' && character !== '\r' && character !== '\t') return;
    scan.at++;
  }
}

const ESCAPED: ReadonlySet<string | undefined> = new Set(['"', '\\', '/', 'b', 'f', 'n', 'r', 't']);
const FOUR_HEX_DIGITS = /^[0-9a-fA-F]{4}$/;

/** The place behind the closing quotation mark; undefined for a text that is never closed or has a wrong escape. */
function endOfString({ text, at: start }: Scan): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '"') return at + 1;
    if (character < ' ') return undefined;
    if (character !== '\\') continue;
    at++;
    if (ESCAPED.has(text[at])) continue;
    if (text[at] !== 'u' || !FOUR_HEX_DIGITS.test(text.slice(at + 1, at + 5))) return undefined;
    at += 4;
  }
  return undefined;
}

const WORDS = ['true', 'false', 'null'];
const LITERAL = /[-+.0-9a-zA-Z]*/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function endOfLiteral({ text, at }: Scan): number | undefined {
  const pattern = new RegExp(LITERAL);
  pattern.lastIndex = at;
  const literal = pattern.exec(text)?.[0] ?? '';
  return WORDS.includes(literal) || NUMBER.test(literal) ? at + literal.length : undefined;
}

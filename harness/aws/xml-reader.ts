import { malformedXml } from './malformed-xml.js';
import { unescapeXml } from './xml-text.js';

/** An element as S3 reads it: names without their prefixes, text without its entities. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  /** With its prefix, as the closing tag must repeat it. */
  readonly qualifiedName: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: OpenElement[];
  text: string;
}

interface Reading {
  readonly xml: string;
  at: number;
  readonly open: OpenElement[];
  root: OpenElement | undefined;
}

const MAX_DEPTH = 64;
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/**
 * A strict reader of the bodies that S3 accepts: no document type (so no entities of one's own), at most 64 levels, linear in
 * the length of the text. Whatever else is not well-formed is refused as MalformedXML too.
 */
export function parseXml(xml: string): XmlElement {
  const reading: Reading = { xml, at: xml.charCodeAt(0) === 0xfeff ? 1 : 0, open: [], root: undefined };
  while (reading.at < xml.length) readNext(reading);
  if (reading.root === undefined || reading.open.length > 0) throw malformedXml();
  return reading.root;
}

function readNext(reading: Reading): void {
  const { xml, at } = reading;
  const bracket = xml.indexOf('<', at);
  const end = bracket === -1 ? xml.length : bracket;
  if (end > at) addText(reading, unescapeXml(xml.slice(at, end)));
  reading.at = end;
  if (bracket === -1) return;
  if (xml.startsWith('</', bracket)) readClosingTag(reading);
  else if (xml.startsWith('<!--', bracket)) skipTo(reading, '-->', 4);
  else if (xml.startsWith('<![CDATA[', bracket)) addText(reading, skipTo(reading, ']]>', 9));
  else if (xml.startsWith('<?', bracket)) skipTo(reading, '?>', 2);
  else if (xml.startsWith('<!', bracket)) throw malformedXml();
  else readOpeningTag(reading);
}

function skipTo(reading: Reading, mark: string, opening: number): string {
  const from = reading.at + opening;
  const end = reading.xml.indexOf(mark, from);
  if (end === -1) throw malformedXml();
  reading.at = end + mark.length;
  return reading.xml.slice(from, end);
}

function addText({ open }: Reading, text: string): void {
  const element = open.at(-1);
  if (element !== undefined) element.text += text;
  else if (text.trim() !== '') throw malformedXml();
}

function readClosingTag(reading: Reading): void {
  const name = skipTo(reading, '>', 2).trimEnd();
  if (reading.open.pop()?.qualifiedName !== name) throw malformedXml();
}

function readOpeningTag(reading: Reading): void {
  reading.at += 1;
  const qualifiedName = readName(reading);
  const attributes = readAttributes(reading);
  const empty = reading.xml.charCodeAt(reading.at) === SLASH;
  if (empty) reading.at += 1;
  expect(reading, GREATER_THAN);
  const element: OpenElement = { name: localName(qualifiedName), qualifiedName, attributes, children: [], text: '' };
  const parent = reading.open.at(-1);
  if (parent !== undefined) parent.children.push(element);
  else if (reading.root === undefined) reading.root = element;
  else throw malformedXml();
  if (empty) return;
  reading.open.push(element);
  if (reading.open.length > MAX_DEPTH) throw malformedXml();
}

function readAttributes(reading: Reading): ReadonlyMap<string, string> {
  let attributes: Map<string, string> | undefined;
  while (skipBlanks(reading) && isNameCharacter(reading.xml.charCodeAt(reading.at))) {
    const name = readName(reading);
    skipBlanks(reading);
    expect(reading, EQUALS);
    skipBlanks(reading);
    const value = readQuoted(reading);
    const key = name.startsWith('xmlns') ? name : localName(name);
    attributes ??= new Map();
    if (attributes.has(key)) throw malformedXml();
    attributes.set(key, value);
  }
  return attributes ?? NO_ATTRIBUTES;
}

function readQuoted(reading: Reading): string {
  const quote = reading.xml.charAt(reading.at);
  if (quote !== '"' && quote !== "'") throw malformedXml();
  const value = skipTo(reading, quote, 1);
  if (value.includes('<')) throw malformedXml();
  return unescapeXml(value);
}

/** `prefix:local` or `local`, of ASCII letters, digits and `_.-`, as all names of S3 are. */
function readName(reading: Reading): string {
  const from = reading.at;
  while (isNameCharacter(reading.xml.charCodeAt(reading.at))) reading.at += 1;
  const name = reading.xml.slice(from, reading.at);
  const first = name.charCodeAt(0);
  if (name === '' || first === COLON || first === DASH || first === DOT || isDigit(first)) throw malformedXml();
  return name;
}

function localName(qualifiedName: string): string {
  const colon = qualifiedName.indexOf(':');
  return colon === -1 ? qualifiedName : qualifiedName.slice(colon + 1);
}

function expect(reading: Reading, character: number): void {
  if (reading.xml.charCodeAt(reading.at) !== character) throw malformedXml();
  reading.at += 1;
}

function skipBlanks(reading: Reading): true {
  for (let code = reading.xml.charCodeAt(reading.at); code === 0x20 || code === 0xa || code === 0xd || code === 0x9; ) {
    reading.at += 1;
    code = reading.xml.charCodeAt(reading.at);
  }
  return true;
}

const DASH = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const EQUALS = 0x3d;
const GREATER_THAN = 0x3e;
const UNDERSCORE = 0x5f;

function isNameCharacter(code: number): boolean {
  const letter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
  return letter || isDigit(code) || code === UNDERSCORE || code === DASH || code === DOT || code === COLON;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

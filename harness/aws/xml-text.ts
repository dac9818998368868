import { malformedXml } from './malformed-xml.js';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const TO_ESCAPE_IN_TEXT = /[&<>"\u0000-\u0008\u000b-\u001f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const ALL_TO_ESCAPE_IN_TEXT = /[&<>"\u0000-\u0008\u000b-\u001f]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const TO_ESCAPE_IN_ATTRIBUTE = /[&<>"\u0000-\u001f]/g;

/** Element text; a carriage return must survive the line-end rule of XML, hence its escape. */
export function escapeText(text: string): string {
  return TO_ESCAPE_IN_TEXT.test(text) ? text.replace(ALL_TO_ESCAPE_IN_TEXT, escapeCharacter) : text;
}

/** Attribute values; a reader turns a bare newline or tab into a blank, so they are escaped too (P15). */
export function escapeAttribute(text: string): string {
  return text.replace(TO_ESCAPE_IN_ATTRIBUTE, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return ESCAPES[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
}

/** What a stretch of text means: entities resolved, line ends made `\n`. Only XML's own five entities exist. */
export function unescapeXml(raw: string): string {
  if (hasIllegalCharacter(raw)) throw malformedXml();
  const text = raw.includes('\r') ? raw.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : raw;
  let ampersand = text.indexOf('&');
  if (ampersand === -1) return text;
  let out = '';
  let from = 0;
  while (ampersand !== -1) {
    const end = text.indexOf(';', ampersand);
    if (end === -1 || end - ampersand > 10) throw malformedXml();
    out += text.slice(from, ampersand) + entity(text.slice(ampersand + 1, end));
    from = end + 1;
    ampersand = text.indexOf('&', from);
  }
  return out + text.slice(from);
}

function entity(name: string): string {
  if (!name.startsWith('#')) {
    const character = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
    if (character === undefined) throw malformedXml();
    return character;
  }
  const hexadecimal = name.startsWith('#x');
  const digits = name.slice(hexadecimal ? 2 : 1);
  if (!(hexadecimal ? /^[0-9a-f]+$/i : /^[0-9]+$/).test(digits)) throw malformedXml();
  const code = Number.parseInt(digits, hexadecimal ? 16 : 10);
  if (!isCharacter(code)) throw malformedXml();
  return String.fromCodePoint(code);
}

/** https://www.w3.org/TR/xml/#charsets */
function isCharacter(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

function hasIllegalCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 ? code !== 0xa && code !== 0xd && code !== 0x9 : code >= 0xfffe) return true;
  }
  return false;
}

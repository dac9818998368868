import type { HeaderMap } from '../http.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * One line for each signed header, in the order in which they are listed: trimmed, runs of blanks folded, the values of a
 * repeated header joined by a comma. A header that is listed and was not sent counts as empty. In pieces, to be joined once.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalHeaders(signed: readonly string[], headers: HeaderMap): string[] {
  const pieces: string[] = [];
  for (const name of signed) pieces.push(name, ':', canonicalValue(headers.get(name.toLowerCase())), '\n');
  return pieces;
}

function canonicalValue(values: readonly string[] | undefined): string {
  if (values === undefined) return '';
  const [first = ''] = values;
  return values.length === 1 ? folded(first) : values.map(folded).join(',');
}

/** Nearly every value is so: ASCII, without a blank at its ends or two in a row. */
const FOLDED = /^(?:[\x21-\x7e]+(?: [\x21-\x7e]+)*)?$/;

function folded(value: string): string {
  if (FOLDED.test(value)) return value;
  const text = /[\u0080-\u00ff]/.test(value) ? asText(value) : value;
  return text.trim().replace(/[ \t\r\n]+/g, ' ');
}

/** Signers hash text, the wire carries bytes: UTF-8 from most clients, Latin-1 from Node's. */
function asText(value: string): string {
  try {
    return utf8.decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

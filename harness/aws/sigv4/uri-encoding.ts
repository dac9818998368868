const unreservedOnly = /^[A-Za-z0-9\-._~]*$/;
const unreservedAndSlashes = /^[A-Za-z0-9\-._~/]*$/;
const escapeOrReserved = /%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]/g;
const unreserved = /[A-Za-z0-9\-._~]/;

/**
 * One spelling for every part of a target: whatever the client escaped, unreserved characters stand for themselves and every
 * other byte is `%XX` in capitals. It works on bytes, so an escape that is no UTF-8 survives.
 *
 * A `%` that begins no escape is itself escaped. A raw character below U+0100 is a byte of the request line, as Node shows it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalEscapes(raw: string): string {
  return unreservedOnly.test(raw) ? raw : raw.replace(escapeOrReserved, oneEscape);
}

/** As {@link canonicalEscapes}, for a query, where `+` is a blank. */
export function canonicalQueryEscapes(raw: string): string {
  return canonicalEscapes(raw.includes('+') ? raw.replaceAll('+', ' ') : raw);
}

/** As {@link canonicalEscapes}, for an S3 path: slashes stand for themselves, escaped or not. */
export function canonicalPathEscapes(raw: string): string {
  return unreservedAndSlashes.test(raw) ? raw : canonicalEscapes(raw).replaceAll('%2F', '/');
}

/** Escapes what is there once more: the second encoding that every service but S3 asks for. */
export function escapedAgain(path: string): string {
  return unreservedAndSlashes.test(path)
    ? path
    : path.replace(/[^A-Za-z0-9\-._~/]/g, (character) => (character === '%' ? '%25' : oneEscape(character)));
}

function oneEscape(match: string): string {
  if (match.length === 3) {
    const character = String.fromCharCode(Number.parseInt(match.slice(1), 16));
    return unreserved.test(character) ? character : match.toUpperCase();
  }
  const code = match.charCodeAt(0);
  if (code < 0x100) return '%' + code.toString(16).toUpperCase().padStart(2, '0');
  return Buffer.from(match, 'utf8').reduce((text, byte) => text + '%' + byte.toString(16).toUpperCase(), '');
}

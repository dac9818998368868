const PRINTABLE_ASCII = /^[\t\x20-\x7e]*$/;

/**
 * User metadata beyond printable ASCII goes out as an RFC 2047 word:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata
 */
export function encodeMetadata(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
}

/** A header's value in Latin-1, as it came; what that does not have, and a control character, which would end the header, becomes a blank (recorded). */
export function encodeHeader(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/gu, ' ');
}

/** Node may read the bytes of this one header as UTF-8, and fails where that gives what Latin-1 does not have. */
export function encodeDisposition(value: string): string {
  const read = Buffer.from(value, 'latin1').toString();
  return [...read].every((character) => character <= '\u00ff') ? value : value.replace(/[^\t\x20-\x7e]/g, ' ');
}

const PRINTABLE_ASCII = /^[\t\x20-\x7e]*$/;

/**
 * User metadata beyond printable ASCII goes out as an RFC 2047 word:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata
 */
export function encodeMetadata(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
}

/** A header's value as its UTF-8 bytes; a control character, which would end the header, becomes a blank. */
export function encodeHeader(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return Buffer.from(text.replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, ' ')).toString('latin1');
}

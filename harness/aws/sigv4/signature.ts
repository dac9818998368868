import { hash } from 'node:crypto';

export const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** In lower-case hex, as signatures write it. */
export function sha256(data: string | Uint8Array): string {
  return data.length === 0 ? emptySha256 : hash('sha256', data, 'hex');
}

/** Takes as long for a near miss as for a far one, so that a signature cannot be found byte by byte. */
export function sameSecret(expected: string, given: string): boolean {
  if (expected.length !== given.length) return false;
  let difference = 0;
  for (let at = 0; at < expected.length; at++) difference |= expected.charCodeAt(at) ^ given.charCodeAt(at);
  return difference === 0;
}

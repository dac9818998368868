import { createHash } from 'node:crypto';

/** How many characters of an id are drawn, and how many behind them tell it from any other text. */
export const DRAWN = 24;
const MARK = 8;

/**
 * S3 knows the ids that it gave from texts of their form: another one is no version that is not there, it is an invalid argument. So ids
 * here prove themselves, also after their version is gone.
 */
export function versionId(drawn: string): string {
  return drawn + markOf(drawn);
}

/** `null` is the id of what was written without versioning. */
export function isVersionId(text: string): boolean {
  if (text === 'null') return true;
  return text.length === DRAWN + MARK && text.endsWith(markOf(text.slice(0, DRAWN)));
}

function markOf(drawn: string): string {
  return createHash('sha256').update(drawn).digest('base64url').slice(0, MARK).replaceAll('-', '.');
}

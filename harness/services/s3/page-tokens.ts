import { createHash } from 'node:crypto';
import { invalidArgument } from './errors.js';

/** How many hexadecimal digits of a hash tell a token of ours from any other text. */
const MARK = 8;

/** A token stands for the last name of a page. It must come back as it went out; nothing may be made of its form. */
export function writeToken(last: string): string {
  return Buffer.from(mark(last) + last).toString('base64');
}

export function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  const last = text.slice(MARK);
  if (token === '' || writeToken(last) !== token)
    throw invalidArgument('continuation-token', 'The continuation token provided is incorrect');
  return last;
}

function mark(last: string): string {
  return createHash('sha256').update(last).digest('hex').slice(0, MARK);
}

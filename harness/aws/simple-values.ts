import type { Shape } from './service-model.js';

/** Text that is not of its shape's kind: `MaxItems=abc` must be refused, never become NaN (P4). */
export const NOT_OF_THIS_KIND = Symbol('not of this kind');

/** A string, number, boolean, time or blob from its text on the wire. */
export function readSimple(shape: Shape, text: string): unknown {
  switch (shape.kind) {
    case 'string':
      return text;
    case 'number':
      return isInteger(text) ? Number(text) : NOT_OF_THIS_KIND;
    case 'bigint':
      return isInteger(text) ? BigInt(text) : NOT_OF_THIS_KIND;
    case 'boolean':
      return readBoolean(text);
    case 'timestamp':
      return readTime(shape.format, text);
    case 'blob':
      return isBase64(text) ? new Uint8Array(Buffer.from(text, 'base64')) : NOT_OF_THIS_KIND;
    default:
      return NOT_OF_THIS_KIND;
  }
}

/** Every number of the three services is a 32 or 64 bit integer. */
function isInteger(text: string): boolean {
  return /^[+-]?[0-9]{1,19}$/.test(text.trim());
}

function readBoolean(text: string): unknown {
  const word = text.trim().toLowerCase();
  if (word === 'true') return true;
  return word === 'false' ? false : NOT_OF_THIS_KIND;
}

function readTime(format: Extract<Shape, { kind: 'timestamp' }>['format'], text: string): unknown {
  const word = text.trim();
  if (EPOCH_SECONDS.test(word)) return new Date(Number(word) * 1000);
  if (!(format === 'http-date' ? HTTP_DATE : DATE_TIME).test(word)) return NOT_OF_THIS_KIND;
  const time = new Date(WITHOUT_ZONE.test(word) ? `${word}Z` : word);
  return Number.isNaN(time.getTime()) ? NOT_OF_THIS_KIND : time;
}

const EPOCH_SECONDS = /^[0-9]{1,12}(\.[0-9]+)?$/;
const WITHOUT_ZONE = /T[0-9:.]+$/i;
const DATE_TIME =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$/i;
const HTTP_DATE = /^[A-Z][a-z]+, [0-9]{2}[ -][A-Z][a-z]{2}[ -][0-9]{2,4} [0-9]{2}:[0-9]{2}:[0-9]{2} (GMT|UTC)$/;

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/\s]*={0,2}$/.test(text);
}

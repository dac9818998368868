import { InvalidTime, milliseconds } from '../account/clock.js';
import type { ServerLimits } from '../emulator/index.js';
import { UsageError } from './usage-error.js';

/** What each limit counts in. */
const UNITS = {
  headerBytes: 'number',
  bodyBytes: 'number',
  connections: 'number',
  headersTimeout: 'time',
  requestTimeout: 'time',
  idleTimeout: 'time',
  keepAliveTimeout: 'time',
  closeTimeout: 'time',
} as const satisfies Readonly<Record<keyof ServerLimits, 'number' | 'time'>>;

const LIMIT_NAMES = Object.keys(UNITS).join(', ');

/** `headerBytes=65536`, `requestTimeout=30s`. */
export function serverLimits(texts: readonly string[]): ServerLimits {
  return Object.fromEntries(texts.map(limit));
}

function limit(text: string): readonly [string, number] {
  const [name = '', value = '', ...more] = text.split('=');
  const unit = Object.hasOwn(UNITS, name) ? UNITS[name as keyof typeof UNITS] : undefined;
  if (unit === undefined || more.length > 0)
    throw new UsageError(`\`--limit ${text}\` is no limit; pass \`NAME=VALUE\` with one of ${LIMIT_NAMES}`);
  const number = unit === 'time' ? duration(text, value) : Number(value);
  if (Number.isSafeInteger(number) && number > 0) return [name, number];
  throw new UsageError(`\`--limit ${text}\`: pass a whole number above 0`);
}

function duration(text: string, value: string): number {
  try {
    return milliseconds(value);
  } catch (error) {
    if (!(error instanceof InvalidTime)) throw error;
    throw new UsageError(`\`--limit ${text}\`: ${error.message}`);
  }
}

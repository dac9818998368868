import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from './usage-error.js';

/** Writes the file that an option names. Throws {@link UsageError} where it cannot be. */
export function writeOutput(flag: string, file: string, text: string): void {
  told(flag, file, () => writeFileSync(file, text));
}

/** What could not be written after long work is said before it. Throws {@link UsageError}. */
export function expectWritable(flag: string, file: string): void {
  told(flag, file, () => {
    accessSync(dirname(file), constants.W_OK);
    const there = statSync(file, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw new UsageError('it is a folder');
    if (there) accessSync(file, constants.W_OK);
  });
}

function told(flag: string, file: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`\`${flag} ${file}\` cannot be written: ${reason}`, { cause });
  }
}

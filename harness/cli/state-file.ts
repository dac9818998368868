import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Emulator, InvalidSnapshot } from '../emulator/index.js';
import { UsageError } from './usage-error.js';

/** Goes on where the file was left; without one, an emulator begins anew. */
export function loadState(emulator: Pick<Emulator, 'restore'>, file: string): void {
  if (!existsSync(file)) return;
  try {
    emulator.restore(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (!(error instanceof InvalidSnapshot || error instanceof SyntaxError)) throw error;
    throw new UsageError(`\`--state ${file}\`: ${error.message}`, { cause: error });
  }
}

/** Only the owner may read it, and it is never half there. */
export function saveState(emulator: Pick<Emulator, 'snapshot'>, file: string): void {
  writeFileSync(`${file}.new`, JSON.stringify(emulator.snapshot()), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

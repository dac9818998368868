import { readFileSync } from 'node:fs';
import { type Emulator, type ImportFile, InvalidImport, importText } from '../emulator/index.js';
import { UsageError } from './usage-error.js';

/** Loads the files of `--import` and answers what came of it, for a person. Throws {@link UsageError}. */
export function loadAccounts(emulator: Emulator, files: readonly string[], lenient: boolean): string {
  const sources = files.map(readImport);
  try {
    return importText(emulator.importAccount(sources, { lenient }));
  } catch (error) {
    if (!(error instanceof InvalidImport)) throw error;
    throw new UsageError(`\`--import\`: ${error.message}`, { cause: error });
  }
}

function readImport(file: string): ImportFile {
  try {
    return { file, text: readFileSync(file, 'utf8') };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`\`--import ${file}\` cannot be read: ${reason}`, { cause: error });
  }
}

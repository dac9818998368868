import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReadRun, readRecords } from './read-record.js';
import { ReportError } from './report-error.js';

/** The record of one worker, as it was written. */
export interface RecordFile {
  readonly name: string;
  readonly text: string;
}

/** Reads all files of a run's folder. Throws {@link ReportError} for a folder without a record, and for a line that is none. */
export function readRun(folder: string): ReadRun {
  return readRecords(recordFiles(folder));
}

/** The files as they are. Throws {@link ReportError} for a folder without a record. */
export function recordFiles(folder: string): readonly RecordFile[] {
  const files = filesOf(folder);
  if (files.length === 0)
    throw new ReportError(`\`${folder}\` holds no record of a run; name a folder of \`.jsonl\` files`);
  return files.map((file) => ({ name: join(folder, file), text: readFileSync(join(folder, file), 'utf8') }));
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.jsonl'))
      .sort();
  } catch (cause) {
    throw new ReportError(`\`${folder}\` cannot be read; name the folder of a run`, { cause });
  }
}

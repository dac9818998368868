import { rmSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import { newRunId, runFolder } from './run-record.js';

/** Has the tests of a file recorded, and the record removed after them. Returns the id of the run. */
export function recordTests(): string {
  const id = newRunId();
  const before = process.env.REHEARSAL_RECORD;
  beforeAll(() => {
    process.env.REHEARSAL_RECORD = id;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.REHEARSAL_RECORD;
    else process.env.REHEARSAL_RECORD = before;
    rmSync(runFolder(id), { recursive: true, force: true });
  });
  return id;
}

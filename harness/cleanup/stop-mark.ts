import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run was told to end: whatever is still under way in it makes nothing more. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}

export function isStopped(run: string, folder: string): boolean {
  return existsSync(markOf(run, folder));
}

/** Every process of the run sees the mark in the folder of its ledger, until it is disposed of. */
export function markStopped(run: string, folder: string): Disposable {
  mkdirSync(folder, { recursive: true });
  writeFileSync(markOf(run, folder), '');
  return { [Symbol.dispose]: () => rmSync(markOf(run, folder), { force: true }) };
}

function markOf(run: string, folder: string): string {
  return join(folder, `${run}.stopped`);
}

import { closeSync, fstatSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** How many calls a run has made, over all of its processes. */
export interface CallCount extends Disposable {
  /** Counts one more, and answers how many there are. */
  count(): number;
  /** Forgets them. */
  remove(): void;
}

/** Each call is one byte at the end of a file: the size is their number, whoever adds to it. */
export function openCallCount(run: string, folder: string): CallCount {
  const file = join(folder, `${run}.calls`);
  let descriptor: number | undefined;
  const opened = () => {
    mkdirSync(folder, { recursive: true });
    return openSync(file, 'a', 0o600);
  };
  return {
    count() {
      descriptor ??= opened();
      writeSync(descriptor, '.');
      return fstatSync(descriptor).size;
    },
    remove: () => rmSync(file, { force: true }),
    [Symbol.dispose]() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

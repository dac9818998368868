import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TestCalls } from './call.js';

/** What a target answered, as it is kept in a file; the format is described in `fixtures/recorded/README.md`. */
export interface Recording {
  readonly format: 1;
  /** The target that answered. */
  readonly target: string;
  /** For readers: where and when, and what it is worth. */
  readonly note: string;
  readonly tests: readonly TestCalls[];
}

/** A recording that cannot be read, or not be played again. */
export class InvalidRecording extends Error {
  override readonly name = 'InvalidRecording';
}

/** Writes one file for each test file, and answers their names; tests that called nothing are left out. */
export function writeRecordings(
  folder: string,
  target: string,
  recorded: readonly TestCalls[],
  note: string,
): readonly string[] {
  const tests = recorded.filter(({ calls }) => calls.length > 0);
  mkdirSync(folder, { recursive: true });
  return [...new Set(tests.map(({ file }) => file))].map((file) => {
    const path = join(
      folder,
      `${target}-${basename(file).replace(/(\.scenario)?\.(test|spec)\.[cm]?[jt]sx?$/, '')}.json`,
    );
    writeFileSync(path, recordingText({ format: 1, target, note, tests: tests.filter((test) => test.file === file) }));
    return path;
  });
}

/** One call a line, so that a difference between two recordings is one between lines. */
export function recordingText({ format, target, note, tests }: Recording): string {
  const head = Object.entries({ format, target, note }).map(
    ([name, value]) => `  "${name}": ${JSON.stringify(value)},\n`,
  );
  const listed = tests.map(({ file, name, calls }) => {
    const lines = calls.map((call) => `        ${JSON.stringify(call)}`).join(',\n');
    return `    {\n      "file": ${JSON.stringify(file)},\n      "name": ${JSON.stringify(name)},\n      "calls": [\n${lines}\n      ]\n    }`;
  });
  return `{\n${head.join('')}  "tests": [\n${listed.join(',\n')}\n  ]\n}\n`;
}

export function readRecording(text: string, file: string): Recording {
  const recording = JSON.parse(text) as Recording;
  if (recording.format === 1) return recording;
  throw new InvalidRecording(`\`${file}\` is of the format ${String(recording.format)}; this version reads format 1`);
}

import type { Problem } from './json-node.js';
import { placeText } from './report.js';

const SHOWN = 10;

/** A file that cannot be imported: nothing of it was. */
export class InvalidImport extends Error {
  override readonly name = 'InvalidImport';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const shown = problems.slice(0, SHOWN).map((problem) => `${placeText(problem)} ${problem.reason}`);
    const more = problems.length > SHOWN ? [`and ${problems.length - SHOWN} more`] : [];
    super(`nothing was imported: ${[...shown, ...more].join('\n')}`);
    this.problems = problems;
  }
}

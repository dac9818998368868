import { TargetUnavailable } from './target-errors.js';

/** A run is not let into a real account. It says so before anything else: whoever reads it wonders what was done there. */
export function refused(what: string, cause?: unknown): TargetUnavailable {
  return new TargetUnavailable(`the target \`live\` was not entered, and nothing was written: ${what}`, { cause });
}

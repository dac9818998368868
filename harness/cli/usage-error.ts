/** What the person at the command line can put right: printed without a stack, and the exit code is 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

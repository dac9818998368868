/** A test asked for something that cannot be; the message says what to write instead. */
export class RehearsalError extends Error {
  override readonly name = 'RehearsalError';
}

/** A record cannot be read, or a report not be made of it; the message says what to do. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

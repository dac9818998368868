/** A request that never reached the application: it was aborted, or HTTP could not have carried it. */
export class HandlerError extends Error {
  override readonly name: string;

  constructor(
    message: string,
    { name = 'HandlerError', cause }: { readonly name?: string; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = name;
  }
}

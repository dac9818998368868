/** The wire code of an error that an SDK client threw: the SDK adds `Exception` to the names of modelled ones. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return error.name.replace(/Exception$/, '');
}

/** The HTTP status of an error that an SDK client threw; undefined if there was no answer. */
export function errorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode;
}

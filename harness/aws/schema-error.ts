/** The SDK's schema has a form, or asks for one, that the front does not know: the pinned SDK was replaced by another. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

import type { WireRequest } from './http.js';
import { parseQuery, type QueryForm } from './query-codec.js';
import { splitTarget } from './s3-address.js';

/** IAM and STS take a form in the body, or, as presigned GetCallerIdentity has it, in the query. */
export function formOf(request: WireRequest, body: Uint8Array | string | undefined): QueryForm {
  if (body !== undefined && body.length > 0) return parseQuery(typeof body === 'string' ? body : utf8(body));
  return parseQuery(splitTarget(request.target).query);
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}

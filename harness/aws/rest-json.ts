import type { AwsError } from './errors.js';
import type { WireRequest, WireResponse } from './http.js';
import { parseQuery } from './query-form.js';
import { splitTarget } from './s3-address.js';
import type { OperationModel } from './service-model.js';

/** A call in restJson1 of a service that no npm client models: its name, and its input from path and query. */
export interface RestJsonCall {
  readonly operation: OperationModel;
  readonly input: Readonly<Record<string, string>>;
}

const ROOT = '/authorization-details/';

/** What stands behind the root, by operation; every member of the query is one of the input, as the names in the braces are. */
const ROUTES: readonly (readonly [name: string, path: readonly string[]])[] = [
  ['GetRequestAuthorizationDetails', ['{authorizationId}']],
  ['GetRequestAuthorizationPolicy', ['{authorizationId}', 'policy']],
];

/** IAM Toolbox is signed as `iam` and told from IAM itself by its path. */
export function isRestJson({ method, target }: WireRequest): boolean {
  return method === 'GET' && target.startsWith(ROOT);
}

/** Undefined where no operation has this path. https://docs.aws.amazon.com/iam-toolbox/latest/APIReference/API_Operations.html */
export function restJsonCall({ target }: WireRequest): RestJsonCall | undefined {
  const { path, query } = splitTarget(target);
  const segments = path.slice(ROOT.length).split('/');
  for (const [name, parts] of ROUTES) {
    if (parts.length !== segments.length) continue;
    if (parts.some((part, at) => !isLabel(part) && part !== segments[at])) continue;
    const labels = parts.flatMap((part, at) => (isLabel(part) ? [[part.slice(1, -1), segments[at] ?? '']] : []));
    const input = Object.fromEntries([...parseQuery(query), ...labels]);
    return { operation: { name, input: undefined, output: undefined }, input };
  }
  return undefined;
}

function isLabel(part: string): boolean {
  return part.startsWith('{');
}

export function writeRestJsonAnswer(output: unknown, requestId: string): WireResponse {
  return answer(200, output, requestId);
}

/**
 * The codes by which services of this protocol call what IAM's query protocol calls otherwise.
 *
 * https://docs.aws.amazon.com/iam-toolbox/latest/APIReference/CommonErrors.html
 */
const CODES: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDenied: ['AccessDeniedException', 403],
  ExpiredToken: ['ExpiredTokenException', 403],
  IncompleteSignature: ['IncompleteSignature', 403],
  InternalFailure: ['InternalServerException', 500],
  InvalidClientTokenId: ['UnrecognizedClientException', 403],
  MissingAuthenticationToken: ['MissingAuthenticationToken', 403],
  NotImplemented: ['NotImplementedException', 501],
  ResourceNotFoundException: ['ResourceNotFoundException', 404],
  SignatureDoesNotMatch: ['InvalidSignatureException', 403],
  UnknownOperationException: ['UnknownOperationException', 404],
};

/** The code stands in a header, the words in the body; every code that is not in the table is a fault of the input. */
export function writeRestJsonError({ code, message }: AwsError, requestId: string): WireResponse {
  const [name, status] = (Object.hasOwn(CODES, code) ? CODES[code] : undefined) ?? [code, 400];
  const { headers, ...rest } = answer(status, { message }, requestId);
  return { ...rest, headers: { ...headers, 'x-amzn-errortype': name } };
}

function answer(status: number, body: unknown, requestId: string): WireResponse {
  const headers = { 'x-amzn-requestid': requestId, 'content-type': 'application/json' };
  return { status, headers, body: JSON.stringify(body) };
}

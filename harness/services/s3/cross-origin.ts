import type { Accounts } from '../../account/accounts.js';
import { AwsError } from '../../aws/errors.js';
import { headerMap } from '../../aws/header-map.js';
import type { HeaderMap, WireRequest, WireResponse } from '../../aws/http.js';
import type { Front } from '../../aws/pipeline.js';
import { identifyingHeaders, writeRestXmlError } from '../../aws/rest-xml-codec.js';
import { type S3Address, s3Address, splitTarget } from '../../aws/s3-address.js';
import { type CrossOriginRequest, corsHeaders, corsRules, matchingRule } from './cors-rules.js';

export interface CrossOriginOptions {
  readonly accounts: Accounts;
  requestId(): string;
}

/**
 * Lets pages of other origins use buckets that have a CORS configuration, and answers the preflight requests of their browsers. Nobody
 * signs those, and no policy decides about them.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
 */
export function withCrossOrigin(front: Front, options: CrossOriginOptions): Front {
  const ofPage = async (request: WireRequest) => {
    if (request.method === 'OPTIONS') return preflight(request, options) ?? front(request);
    return answerToPage(await front(request), request, options);
  };
  return (request) =>
    request.method === 'OPTIONS' || hasOrigin(request.rawHeaders) ? ofPage(request) : front(request);
}

const NOT_ALLOWED =
  "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html */
function preflight(request: WireRequest, { accounts, requestId }: CrossOriginOptions): WireResponse | undefined {
  const headers = headerMap(request.rawHeaders);
  const address = addressOf(request, headers);
  if (address?.bucket === undefined) return undefined;
  const asked = crossOrigin(request, headers);
  const id = requestId();
  if (asked === undefined) return badRequest(id, 'Insufficient information. Origin request header needed.');
  const bucket = accounts.buckets.named(address.bucket);
  if (bucket === undefined) return forbidden(id, 'Bucket not found', asked, 'BUCKET');
  const rules = corsRules(bucket);
  if (rules.length === 0) return forbidden(id, 'CORS is not enabled for this bucket.', asked, 'BUCKET');
  if (!headers.has('access-control-request-method'))
    return badRequest(id, 'Invalid Access-Control-Request-Method: null');
  const rule = matchingRule(rules, asked);
  if (rule === undefined) return forbidden(id, NOT_ALLOWED, asked, address.key === undefined ? 'BUCKET' : 'OBJECT');
  return { status: 200, headers: { ...identifyingHeaders(id), ...corsHeaders(rule, asked) }, body: undefined };
}

function answerToPage(answer: WireResponse, request: WireRequest, { accounts }: CrossOriginOptions): WireResponse {
  const headers = headerMap(request.rawHeaders);
  const asked = crossOrigin(request, headers);
  const bucket = accounts.buckets.named(addressOf(request, headers)?.bucket ?? '');
  const rule = asked && bucket && matchingRule(corsRules(bucket), asked);
  return rule && asked ? { ...answer, headers: { ...answer.headers, ...corsHeaders(rule, asked) } } : answer;
}

/** Most requests come from no page: they need not be read for that. */
function hasOrigin(rawHeaders: readonly string[]): boolean {
  return rawHeaders.some((text, i) => i % 2 === 0 && text.length === 6 && text.toLowerCase() === 'origin');
}

/** Undefined for a request that does not come from a page. What a preflight request says counts in every request. */
function crossOrigin({ method }: WireRequest, headers: HeaderMap): CrossOriginRequest | undefined {
  const origin = headers.first('origin');
  if (origin === undefined || origin === '') return undefined;
  const names = headers.get('access-control-request-headers') ?? [];
  return {
    origin,
    method: headers.first('access-control-request-method') ?? method,
    headers: names
      .flatMap((list) => list.split(','))
      .map((name) => name.trim().toLowerCase())
      .filter(Boolean),
  };
}

/** A path that cannot be read is for S3 to complain about. */
function addressOf({ target }: WireRequest, headers: HeaderMap): S3Address | undefined {
  try {
    return s3Address(headers.first('host') ?? '', splitTarget(target).path);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

function badRequest(requestId: string, message: string): WireResponse {
  const error = { code: 'BadRequest', status: 400, fault: 'Sender', message, extras: {} } as const;
  return writeRestXmlError(error, requestId, false);
}

function forbidden(
  requestId: string,
  problem: string,
  { method }: CrossOriginRequest,
  ResourceType: 'BUCKET' | 'OBJECT',
): WireResponse {
  const extras = { Method: method, ResourceType };
  const message = `CORSResponse: ${problem}`;
  const error = { code: 'AccessForbidden', status: 403, fault: 'Sender', message, extras } as const;
  return writeRestXmlError(error, requestId, false);
}

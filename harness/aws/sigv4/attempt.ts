import type { ServiceId } from '../application.js';
import type { HeaderMap } from '../http.js';
import { type AuthorizationHeader, authorizationHeader } from './authorization-header.js';
import type { CredentialScope } from './credential-scope.js';
import { type QueryParameter, queryParameters, queryValue } from './query-parameters.js';
import type { SigningKeys } from './signing-keys.js';
import { basicTime, dateHeaderTime, type SigningTime } from './signing-time.js';

/** What of a request is signed, beside its body. */
export interface SignedRequest {
  readonly method: string;
  /** The request target as sent. */
  readonly target: string;
  readonly headers: HeaderMap;
}

/** The signature of a request as it claims to be; nothing of it is verified yet, and what is missing is empty. */
export interface Attempt {
  readonly service: ServiceId;
  readonly request: SignedRequest;
  /** The wall clock, milliseconds since the epoch. */
  readonly now: number;
  readonly path: string;
  /** The parameters that take part in the signature: all but `X-Amz-Signature`. */
  readonly query: readonly QueryParameter[];
  /** Where it stands. `sigv2-query` is Signature Version 2, which IAM and STS only refuse. */
  readonly place: 'header' | 'query' | 'sigv2-query';
  /** The query of a request with an `Authorization` header is signed, too. */
  readonly twice: boolean;
  readonly authorization: AuthorizationHeader | undefined;
  readonly algorithm: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly time: SigningTime;
  /** `X-Amz-Expires` as sent. */
  readonly expires: string | undefined;
  readonly sessionToken: string | undefined;
  /** The query parameters of a presigned request that are missing or empty. */
  readonly missingParameters: readonly string[];
}

const presignedParameters = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
  'X-Amz-Expires',
] as const;

/** Any one of these makes a request a presigned one: a date alone signs nothing. */
const marksOfPresigning: Record<ServiceId, readonly string[]> = {
  iam: ['X-Amz-Algorithm'],
  sts: ['X-Amz-Algorithm'],
  s3: presignedParameters.filter((name) => name !== 'X-Amz-Date'),
};

const marksOfSigV2: Record<ServiceId, readonly string[]> = {
  iam: ['SignatureVersion', 'Signature'],
  sts: ['SignatureVersion', 'Signature'],
  s3: [],
};

/** Undefined for a request that does not claim to be signed. */
export function readAttempt(
  request: SignedRequest,
  service: ServiceId,
  now: number,
  keys: SigningKeys,
): Attempt | undefined {
  const question = request.target.indexOf('?');
  const path = question < 0 ? request.target : request.target.slice(0, question);
  const query = queryParameters(question < 0 ? '' : request.target.slice(question + 1));
  const sent = firstHeader(request.headers, 'authorization') ?? '';
  const has = (names: readonly string[]) => query.some((parameter) => names.includes(parameter.name));
  const presigned = query.length > 0 && has(marksOfPresigning[service]);
  const sigV2 = query.length > 0 && !presigned && has(marksOfSigV2[service]);
  if (sent !== '') {
    const twice = presigned || (service === 's3' && has(['Signature']));
    return fromHeader(authorizationHeader(sent), { service, request, now, keys, path, query, twice });
  }
  if (!presigned && !sigV2) return undefined;
  return fromQuery(sigV2 ? 'sigv2-query' : 'query', { service, request, now, keys, path, query, twice: false });
}

export function firstHeader(headers: HeaderMap, name: string): string | undefined {
  return headers.first(name);
}

interface Shared extends Pick<Attempt, 'service' | 'request' | 'now' | 'path' | 'query' | 'twice'> {
  readonly keys: SigningKeys;
}

// Both write every member out: spreading a record costs more than hashing the request.

function fromHeader(authorization: AuthorizationHeader, shared: Shared): Attempt {
  const { headers } = shared.request;
  const amzDate = firstHeader(headers, 'x-amz-date');
  return {
    service: shared.service,
    request: shared.request,
    now: shared.now,
    path: shared.path,
    query: shared.query,
    place: 'header',
    twice: shared.twice,
    authorization,
    algorithm: authorization.scheme,
    scope: shared.keys.scope(authorization.credential ?? ''),
    signedHeaders: shared.keys.headerNames(authorization.signedHeaders ?? ''),
    signature: authorization.signature ?? '',
    time: headerTime(shared.service, amzDate?.trim(), firstHeader(headers, 'date') ?? ''),
    expires: undefined,
    sessionToken: firstHeader(headers, 'x-amz-security-token'),
    missingParameters: [],
  };
}

/** S3 takes an HTTP date in either header: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonRequestHeaders.html */
function headerTime(service: Attempt['service'], amzDate: string | undefined, date: string) {
  if (amzDate === undefined) return dateHeaderTime(date);
  return service === 's3' ? dateHeaderTime(amzDate) : basicTime(amzDate);
}

function fromQuery(place: 'query' | 'sigv2-query', shared: Shared): Attempt {
  const value = (name: string) => queryValue(shared.query, name);
  return {
    service: shared.service,
    request: shared.request,
    now: shared.now,
    path: shared.path,
    query: shared.query.filter((parameter) => parameter.name !== 'X-Amz-Signature'),
    place,
    twice: shared.twice,
    authorization: undefined,
    algorithm: value('X-Amz-Algorithm') ?? '',
    scope: shared.keys.scope(value('X-Amz-Credential') ?? ''),
    signedHeaders: shared.keys.headerNames(value('X-Amz-SignedHeaders') ?? ''),
    signature: value('X-Amz-Signature') ?? '',
    time: basicTime(value('X-Amz-Date') ?? ''),
    expires: value('X-Amz-Expires'),
    sessionToken: value('X-Amz-Security-Token') ?? firstHeader(shared.request.headers, 'x-amz-security-token'),
    missingParameters: presignedParameters.filter((name) => (value(name) ?? '') === ''),
  };
}

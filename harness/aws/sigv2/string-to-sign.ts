import { s3Address, splitTarget } from '../s3-address.js';
import type { SignedRequest } from '../sigv4/attempt.js';
import { queryParameters, queryValue } from '../sigv4/query-parameters.js';

/** The parameters of the query that are signed: those that name a part of the resource, and those that override headers of the answer. */
const SIGNED_PARAMETERS: ReadonlySet<string> = new Set([
  ...['accelerate', 'acl', 'analytics', 'cors', 'defaultObjectAcl', 'delete', 'inventory', 'lifecycle', 'location'],
  ...['logging', 'metrics', 'notification', 'object-lock', 'partNumber', 'policy', 'replication', 'requestPayment'],
  ...['restore', 'select', 'select-type', 'storageClass', 'tagging', 'torrent', 'uploadId', 'uploads', 'versionId'],
  ...['versioning', 'versions', 'website', 'response-cache-control', 'response-content-disposition'],
  ...['response-content-encoding', 'response-content-language', 'response-content-type', 'response-expires'],
]);

/**
 * The text that a signature of version 2 covers. In a presigned URL its `Expires` stands where the date would, and headers may stand in
 * the query.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 */
export function stringToSign(request: SignedRequest, expires: string | undefined): string {
  const header = (name: string) => signedHeader(request, name, expires !== undefined);
  const date = expires ?? (request.headers.has('x-amz-date') ? '' : (request.headers.first('date') ?? ''));
  const names = amzNames(request, expires !== undefined);
  const amz = names.map((name) => `${name}:${header(name)}\n`).join('');
  return `${request.method}\n${header('content-md5')}\n${header('content-type')}\n${date}\n${amz}${resourceOf(request)}`;
}

/** A header as sent, repeated ones in one line; in a presigned URL what is not sent counts as it stands in the query. */
function signedHeader({ headers, target }: SignedRequest, name: string, isPresigned: boolean): string {
  const sent = headers.get(name)?.map((value) => value.trim().replace(/\s+/g, ' '));
  if (sent !== undefined) return sent.join(',');
  if (!isPresigned) return '';
  const parameters = queryParameters(splitTarget(target).query);
  return (
    queryValue(
      parameters.map((each) => ({ ...each, name: each.name.toLowerCase() })),
      name,
    )?.trim() ?? ''
  );
}

function amzNames({ headers, target }: SignedRequest, isPresigned: boolean): readonly string[] {
  const parameters = isPresigned ? queryParameters(splitTarget(target).query) : [];
  const names = [...headers.keys(), ...parameters.map(({ name }) => name.toLowerCase())];
  return [...new Set(names.filter((name) => name.startsWith('x-amz-')))].sort();
}

function resourceOf({ headers, target }: SignedRequest): string {
  const { path, query } = splitTarget(target);
  const host = headers.first('host') ?? '';
  const inPath = s3Address('', path).bucket;
  const { bucket } = s3Address(host, path);
  const isOfHost = bucket !== undefined && bucket !== inPath;
  const parameters = queryParameters(query);
  const signed = parameters
    .filter(({ name }) => SIGNED_PARAMETERS.has(name))
    .map(({ name, value }) => (value === '' ? name : `${name}=${queryValue(parameters, name)}`))
    .sort();
  const resource = isOfHost ? `/${bucket}${path}` : path;
  return signed.length === 0 ? resource : `${resource}?${signed.join('&')}`;
}

import type { ServiceId } from './application.js';
import { AwsError } from './errors.js';
import type { HeaderMap, WireRequest } from './http.js';
import { parseQuery } from './query-codec.js';
import { routeService } from './route.js';
import { s3Address, splitTarget } from './s3-address.js';

/** Finds the service that target and headers show; undefined where only the form in the body can show it. */
export function shownService({ method, target }: WireRequest, headers: HeaderMap): ServiceId | undefined {
  const { path, query } = splitTarget(target);
  return routeService({
    method,
    query: parseQuery(query),
    headers,
    hasBucket: () => bucketOf(headers, path) !== undefined,
  });
}

/** A path that cannot be read is no evidence here; S3 will complain about it in its own words. */
function bucketOf(headers: HeaderMap, path: string): string | undefined {
  try {
    return s3Address(headers.first('host') ?? '', path).bucket;
  } catch (error) {
    if (error instanceof AwsError) return '';
    throw error;
  }
}

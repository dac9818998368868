import type { ServiceId } from '../application.js';
import { canonicalPathEscapes, escapedAgain } from './uri-encoding.js';

/**
 * The spellings of a path under which a signature may have been made; the first is AWS's own.
 *
 * S3 signs the key as it is, without tidying: `/a/../b` and `//` are other objects than `/b`. A client signs the escapes that it
 * sends; where it sends others than S3 would write (`%7E`, a raw `(`), both are the same object. The other services tidy the path
 * and escape it a second time.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalPaths(service: ServiceId, rawPath: string): readonly [string, ...string[]] {
  const path = rawPath === '' ? '/' : rawPath;
  if (service !== 's3') return [path === '/' ? path : escapedAgain(withoutDotSegments(path))];
  const canonical = canonicalPathEscapes(path);
  return canonical === path ? [path] : [canonical, path];
}

function withoutDotSegments(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') kept.pop();
    else kept.push(segment);
  }
  const trailing = kept.length > 0 && path.endsWith('/') ? '/' : '';
  return '/' + kept.join('/') + trailing;
}

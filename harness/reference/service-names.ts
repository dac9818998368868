import { readFileSync } from 'node:fs';

/** What people call each service, by its prefix: `Amazon S3` for `s3`. Read from disk at each call. */
export function serviceNames(): Readonly<Record<string, string>> {
  const file = readFileSync(new URL('data/service-names.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { readonly names: Record<string, string> }).names;
}

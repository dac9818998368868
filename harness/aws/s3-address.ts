import { AwsError } from './errors.js';

/** What an S3 request is about: the service, a bucket, or an object. */
export interface S3Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/** A request's target without its query, and its query; both as sent (P10). */
export interface Target {
  readonly path: string;
  readonly query: string;
}

/** Cuts a target at its first `?`. The absolute form, which proxies get, is read as the path that it names. */
export function splitTarget(target: string): Target {
  const origin = target.startsWith('/') ? '' : (/^https?:\/\/[^/?]*/i.exec(target)?.[0] ?? '');
  const question = target.indexOf('?', origin.length);
  const path = target.slice(origin.length, question === -1 ? undefined : question) || '/';
  return { path, query: question === -1 ? '' : target.slice(question + 1) };
}

/** Names below which a bucket may stand as `bucket.s3.NAME`. Only below `localhost` may it stand without `s3`. */
const PARENT_HOSTS = ['.amazonaws.com.cn', '.amazonaws.com', '.localhost.localstack.cloud', '.localhost'] as const;

/**
 * Reads bucket and key from the raw path, or from host and path where the host names the bucket:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function s3Address(host: string, path: string): S3Address {
  const bucket = bucketOfHost(host);
  if (bucket !== undefined) return { bucket, key: decodePath(path.slice(1)) || undefined };
  if (path === '/' || path === '') return { bucket: undefined, key: undefined };
  const slash = path.indexOf('/', 1);
  const first = decodePath(path.slice(1, slash === -1 ? undefined : slash));
  if (first === '') throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', { BucketName: '' });
  return { bucket: first, key: slash === -1 ? undefined : decodePath(path.slice(slash + 1)) || undefined };
}

/** A `+` in a path is a plus, not a blank. */
function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

function bucketOfHost(host: string): string | undefined {
  const labels = labelsBelow(host);
  if (labels === undefined) return undefined;
  const service = labels.findLastIndex((label) => label === 's3' || label.startsWith('s3-'));
  const isRegional = service >= 0 && labels.length - service <= 3;
  const own = isRegional ? labels.slice(0, service) : isLocal(host) ? labels : [];
  return own.length === 0 ? undefined : own.join('.');
}

/** The service that a host names (`iam.amazonaws.com`, `sts.eu-west-1.amazonaws.com`), if it names one. */
export function serviceOfHost(host: string): string | undefined {
  const labels = labelsBelow(host);
  return labels?.find((label) => label === 'iam' || label === 'sts');
}

function labelsBelow(host: string): readonly string[] | undefined {
  const name = hostName(host);
  const parent = PARENT_HOSTS.find((candidate) => name.endsWith(candidate));
  return parent === undefined ? undefined : name.slice(0, -parent.length).split('.');
}

function isLocal(host: string): boolean {
  return hostName(host).endsWith('.localhost');
}

function hostName(host: string): string {
  const bracket = host.lastIndexOf(']');
  const colon = host.indexOf(':', bracket + 1);
  return (colon === -1 ? host : host.slice(0, colon)).toLowerCase();
}

import type { ServiceId } from './application.js';
import { AwsError } from './errors.js';
import type { HeaderMap } from './http.js';
import type { QueryForm } from './query-form.js';
import { serviceOfHost } from './s3-address.js';
import type { OperationModel, ServiceModel } from './service-model.js';

/** What shows which service a request is for. */
export interface ServiceEvidence {
  readonly method: string;
  readonly query: QueryForm;
  readonly headers: HeaderMap;
  /** Whether host or path name a bucket; asked only where nothing better shows the service. */
  hasBucket(): boolean;
}

/**
 * Tells the service by, in this order, the scope of the signature, the host, or an `Action` on `/`; what shows nothing is an
 * anonymous call of S3. The content type is no evidence (P22). Undefined: an unsigned form on `/`, of which
 * {@link serviceOfForm} must see the body. Throws NotImplemented for a service other than the three.
 */
export function routeService(evidence: ServiceEvidence): ServiceId | undefined {
  const { method, query, headers } = evidence;
  const scope = scopeOf(headers.first('authorization')) ?? serviceOfScope(query.get('X-Amz-Credential'));
  if (scope !== undefined) return known(scope);
  if (isSignedV2(query, headers)) return 's3';
  const host = serviceOfHost(headers.first('host') ?? '');
  if (host !== undefined) return known(host);
  if (evidence.hasBucket()) return 's3';
  if (query.has('Action')) return serviceOfForm(query);
  return method === 'POST' ? undefined : 's3';
}

/** The service of an unsigned form: only STS has operations that are called so, IAM is told by its version. */
export function serviceOfForm(form: QueryForm): ServiceId {
  if (!form.has('Action')) return 's3';
  return form.get('Version') === '2010-05-08' ? 'iam' : 'sts';
}

function scopeOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined || !authorization.startsWith('AWS4-')) return undefined;
  const from = authorization.indexOf('Credential=');
  return from === -1 ? undefined : serviceOfScope(authorization.slice(from, endOfWord(authorization, from)));
}

/** `AKID/20261124/us-east-1/iam/aws4_request`: the last but one, also where a multi-region scope has no region. */
function serviceOfScope(credential: string | undefined): string | undefined {
  const end = credential?.lastIndexOf('/') ?? -1;
  const start = end <= 0 ? -1 : (credential?.lastIndexOf('/', end - 1) ?? -1);
  if (start <= 0 || credential?.lastIndexOf('/', start - 1) === -1) return undefined;
  return credential?.slice(start + 1, end) || undefined;
}

function endOfWord(text: string, from: number): number {
  const comma = text.indexOf(',', from);
  const blank = text.indexOf(' ', from);
  return Math.min(comma === -1 ? text.length : comma, blank === -1 ? text.length : blank);
}

/** A signature of version 2, in the query (boto3's default for presigned URLs) or in the header (P23). */
function isSignedV2(query: QueryForm, headers: HeaderMap): boolean {
  const header = headers.first('authorization') ?? '';
  return header.startsWith('AWS ') || (query.has('AWSAccessKeyId') && query.has('Signature') && query.has('Expires'));
}

const SERVICES: ReadonlySet<string> = new Set<ServiceId>(['iam', 'sts', 's3']);

function known(service: string): ServiceId {
  if (SERVICES.has(service)) return service as ServiceId;
  throw new AwsError(
    'NotImplemented',
    `iam-rehearsal emulates iam, sts and s3, not \`${service}\`: send calls of \`${service}\` elsewhere`,
  );
}

/** The operation that an awsQuery form names by its `Action`. */
export function routeQueryOperation(service: ServiceModel, form: QueryForm): OperationModel {
  const action = form.get('Action');
  if (action === undefined || action === '') {
    throw new AwsError('MissingAction', 'The request is missing an action or a required parameter.');
  }
  const version = form.get('Version');
  const operation = version === service.version ? service.operations.get(action) : undefined;
  if (operation !== undefined) return operation;
  throw new AwsError(
    'InvalidAction',
    `Could not find operation ${action} for version ${version ?? 'NO_VERSION_SPECIFIED'}`,
  );
}

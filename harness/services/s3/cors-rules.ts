import type { CORSRule } from '@aws-sdk/client-s3';
import type { Bucket } from '../../account/buckets.js';
import { invalidRequest, malformedXml } from './errors.js';

/** What a browser says of a request that a page of another origin makes. */
export interface CrossOriginRequest {
  readonly origin: string;
  /** Of the request itself, or of the one that a preflight request asks about. */
  readonly method: string;
  /** The headers that a preflight request asks about, in lower case. */
  readonly headers: readonly string[];
}

/** The name under which the document is stored. */
export const CORS = 'cors';

/** The rules of a bucket; none unless it has a CORS configuration. */
export function corsRules({ configurations }: Bucket): readonly CORSRule[] {
  const stored = configurations.get(CORS) as { readonly CORSRules?: readonly CORSRule[] } | undefined;
  return stored?.CORSRules ?? [];
}

/**
 * The first rule that allows origin, method and every header: "the first rule that matches is used".
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html#cors-eval-criteria
 */
export function matchingRule(rules: readonly CORSRule[], request: CrossOriginRequest): CORSRule | undefined {
  return rules.find(
    ({ AllowedOrigins = [], AllowedMethods = [], AllowedHeaders = [] }) =>
      AllowedOrigins.some((pattern) => matches(pattern, request.origin)) &&
      AllowedMethods.includes(request.method) &&
      request.headers.every((name) => AllowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
}

/** The headers that tell a browser what the rule lets the page do. */
export function corsHeaders(
  { AllowedOrigins = [], AllowedMethods = [], ExposeHeaders = [], MaxAgeSeconds }: CORSRule,
  { origin, headers }: CrossOriginRequest,
): Readonly<Record<string, string>> {
  const isAnyOrigin = AllowedOrigins.includes('*');
  return {
    'access-control-allow-origin': isAnyOrigin ? '*' : origin,
    'access-control-allow-methods': AllowedMethods.join(', '),
    ...(headers.length > 0 && { 'access-control-allow-headers': headers.join(', ') }),
    ...(ExposeHeaders.length > 0 && { 'access-control-expose-headers': ExposeHeaders.join(', ') }),
    ...(MaxAgeSeconds !== undefined && { 'access-control-max-age': String(MaxAgeSeconds) }),
    ...(!isAnyOrigin && { 'access-control-allow-credentials': 'true' }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'PUT', 'POST', 'DELETE', 'HEAD']);
const MAX_RULES = 100;

/**
 * Throws for rules that S3 does not store.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html
 */
export function checkCorsRules(rules: unknown): void {
  if (!Array.isArray(rules) || rules.length === 0 || rules.length > MAX_RULES) throw malformedXml();
  for (const rule of rules as readonly CORSRule[]) {
    const { AllowedOrigins = [], AllowedMethods = [], AllowedHeaders = [], ExposeHeaders = [] } = rule;
    if (AllowedOrigins.length === 0 || AllowedMethods.length === 0 || (rule.ID?.length ?? 0) > 255)
      throw malformedXml();
    for (const origin of AllowedOrigins) refuseTwoWildcards('AllowedOrigin', origin);
    for (const method of AllowedMethods)
      if (!METHODS.has(method))
        throw invalidRequest(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`);
    for (const header of AllowedHeaders) refuseTwoWildcards('AllowedHeader', header);
    for (const header of ExposeHeaders)
      if (header.includes('*'))
        throw invalidRequest(
          `ExposeHeader "${header}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
        );
  }
}

function refuseTwoWildcards(element: string, pattern: string): void {
  if (pattern.split('*').length > 2)
    throw invalidRequest(`${element} "${pattern}" can not have more than one wildcard.`);
}

/** A pattern holds at most one `*`, which stands for any text. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}

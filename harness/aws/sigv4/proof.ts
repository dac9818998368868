import type { Attempt } from './attempt.js';
import { canonicalPaths } from './canonical-path.js';
import { canonicalRequest } from './canonical-request.js';
import { scopeText } from './credential-scope.js';
import type { HmacKey } from './hmac-key.js';
import { canonicalQuery } from './query-parameters.js';
import { sameSecret, sha256 } from './signature.js';

/** The signature that the request should carry, and the texts that led to it: S3 prints them when it differs. */
export interface Proof {
  readonly matches: boolean;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

export function prove(attempt: Attempt, key: HmacKey, payloadHash: string): Proof {
  const paths = canonicalPaths(attempt.service, attempt.path);
  const query = canonicalQuery(attempt.query);
  const proof = proveUnder(paths[0], query, attempt, key, payloadHash);
  if (proof.matches) return proof;
  const others = paths.slice(1);
  return others.map((path) => proveUnder(path, query, attempt, key, payloadHash)).find((it) => it.matches) ?? proof;
}

function proveUnder(path: string, query: string, attempt: Attempt, key: HmacKey, payloadHash: string): Proof {
  const { request, signedHeaders } = attempt;
  const { method, headers } = request;
  const canonical = canonicalRequest({ method, path, query, headers, signedHeaders, payloadHash });
  const stringToSign = `AWS4-HMAC-SHA256\n${attempt.time.stamp}\n${scopeText(attempt.scope)}\n${sha256(canonical)}`;
  const matches = sameSecret(key.hex(stringToSign), attempt.signature);
  return { matches, canonicalRequest: canonical, stringToSign };
}

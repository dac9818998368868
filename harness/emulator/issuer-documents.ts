import type { Accounts } from '../account/accounts.js';
import { issuerIdOfHost, issuerUrl } from '../account/outbound-federation.js';
import { headerMap } from '../aws/header-map.js';
import type { WireRequest, WireResponse } from '../aws/http.js';
import type { Front } from '../aws/pipeline.js';

/** Where the documents of all issuers stand: `/_rehearsal/issuers/ISSUER-ID/.well-known/jwks.json`. No bucket can have this name. */
const PATH = /^\/_rehearsal\/issuers\/([\da-f-]{36})(\/.+)$/;
const DISCOVERY = '/.well-known/openid-configuration';
const KEYS = '/.well-known/jwks.json';

interface Place {
  readonly issuerId: string;
  readonly document: string;
  /** What the document's path is appended to. */
  readonly base: string;
}

/**
 * Serves what the issuers of GetWebIdentityToken publish, under their host names (`ISSUER-ID.tokens.sts.global.api.aws`) and, since
 * those lead nowhere from a test, under a path of the endpoint. An issuer's documents stay when the feature is disabled: tokens that it
 * issued before are still good.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOutboundWebIdentityFederation.html
 */
export function withIssuerDocuments(handle: Front, accounts: Accounts): Front {
  const answer = async (place: Place): Promise<WireResponse> => {
    const isKnown = [...accounts].some(({ settings }) => settings.outboundFederation?.issuerId === place.issuerId);
    if (isKnown && place.document === DISCOVERY) return json(200, discovery(place));
    if (isKnown && place.document === KEYS) return json(200, await accounts.tokenKeys.keySet());
    return json(404, {});
  };
  return (request) => {
    const place = placeOf(request);
    return place === undefined ? handle(request) : answer(place);
  };
}

function placeOf({ method, target, rawHeaders, origin }: WireRequest): Place | undefined {
  if (method !== 'GET' || !target.includes('/.well-known/')) return undefined;
  const host = headerMap(rawHeaders).first('host') ?? '';
  const ownIssuer = issuerIdOfHost(host);
  if (ownIssuer !== undefined)
    return { issuerId: ownIssuer, document: target, base: issuerUrl({ issuerId: ownIssuer }) };
  const [, issuerId, document] = PATH.exec(target) ?? [];
  if (issuerId === undefined || document === undefined) return undefined;
  const scheme = origin.secureTransport ? 'https' : 'http';
  return { issuerId, document, base: `${scheme}://${host}/_rehearsal/issuers/${issuerId}` };
}

/** As AWS's issuers describe themselves. */
function discovery({ issuerId, base }: Place) {
  return {
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'jti', 'https://sts.amazonaws.com/'],
    id_token_signing_alg_values_supported: ['RS256', 'ES384'],
    issuer: issuerUrl({ issuerId }),
    jwks_uri: `${base}${KEYS}`,
    subject_types_supported: ['public'],
  };
}

function json(status: number, document: unknown): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(document) };
}

import { X509Certificate } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { isKeySet, type KeySet } from '../../account/oidc-keys.js';
import { isLoopback } from '../../account/oidc-providers.js';
import { AwsError } from '../../aws/errors.js';
import { invalidToken } from './web-identity-token.js';
import { NO_KEY } from './web-identity-verify.js';

const TIMEOUT_MILLISECONDS = 5000;
const LARGEST_DOCUMENT = 1024 * 1024;
const WRONG_CERTIFICATE = "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint";
/** The words of the API reference. */
const UNREACHABLE =
  'The request could not be fulfilled because the identity provider (IDP) that was asked to verify the incoming identity token could not be reached.';

/**
 * The keys that an issuer on this machine publishes: its discovery document names their place, which must be on this machine too. A
 * certificate that no known authority issued is taken when the provider has a thumbprint of it, or of one above it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export async function fetchKeys(issuer: string, thumbprints: readonly string[]): Promise<KeySet> {
  const discovery = await json(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, thumbprints);
  const place = isObject(discovery) && discovery.issuer === issuer ? discovery.jwks_uri : undefined;
  if (typeof place !== 'string' || !isLoopback(place)) throw invalidToken(NO_KEY);
  const keys = await json(place, thumbprints);
  if (!isKeySet(keys)) throw invalidToken(NO_KEY);
  return keys;
}

async function json(url: string, thumbprints: readonly string[]): Promise<unknown> {
  const document = await download(url, thumbprints).catch((cause: unknown) => {
    throw cause instanceof AwsError
      ? cause
      : Object.assign(new AwsError('IDPCommunicationError', UNREACHABLE), { cause });
  });
  try {
    return JSON.parse(document);
  } catch (cause) {
    throw Object.assign(invalidToken(NO_KEY), { cause });
  }
}

function download(url: string, thumbprints: readonly string[]): Promise<string> {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    // No certificate is refused here: `accepted` judges it, before anything that was sent is believed.
    const sent = request(url, { rejectUnauthorized: false, agent: false, timeout: TIMEOUT_MILLISECONDS });
    const fail = (error: Error) => {
      sent.destroy();
      reject(error);
    };
    sent.once('timeout', () => fail(new AwsError('IDPCommunicationError', UNREACHABLE)));
    sent.once('error', reject);
    sent.once('response', (response) => {
      if ('authorized' in response.socket && !accepted(response.socket as TLSSocket, thumbprints))
        return fail(invalidToken(WRONG_CERTIFICATE));
      if (response.statusCode !== 200) return fail(invalidToken(NO_KEY));
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        body += piece;
        if (body.length > LARGEST_DOCUMENT) fail(invalidToken(NO_KEY));
      });
      response.once('end', () => resolve(body));
      response.once('error', reject);
    });
    sent.end();
  });
}

function accepted(socket: TLSSocket, thumbprints: readonly string[]): boolean {
  if (socket.authorized) return true;
  return chainOf(socket.getPeerCertificate(true)).some(({ fingerprint }) =>
    thumbprints.includes(fingerprint.replaceAll(':', '').toLowerCase()),
  );
}

/** The server's certificate and those above it, as far as each was signed by the next. */
function chainOf(certificate: DetailedPeerCertificate): readonly X509Certificate[] {
  const chain = [new X509Certificate(certificate.raw)];
  for (let at = certificate; at.issuerCertificate && at.issuerCertificate !== at; at = at.issuerCertificate) {
    const issuer = new X509Certificate(at.issuerCertificate.raw);
    if (!chain.at(-1)?.verify(issuer.publicKey)) break;
    chain.push(issuer);
  }
  return chain;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

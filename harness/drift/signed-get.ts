import type { HttpRequest, HttpResponse } from '@smithy/types';
import { headerMap } from '../aws/header-map.js';
import { canonicalRequest } from '../aws/sigv4/canonical-request.js';
import { credentialScope } from '../aws/sigv4/credential-scope.js';
import { emptySha256, sha256 } from '../aws/sigv4/signature.js';
import { SigningKeys } from '../aws/sigv4/signing-keys.js';
import { basicStamp } from '../aws/sigv4/signing-time.js';
import type { TargetClientConfig } from '../targets/index.js';

/** What is asked of a service for which npm has no client. */
export interface Question {
  /** As it stands in the scope of the signature. */
  readonly service: string;
  readonly region: string;
  /** Of AWS, where the target has no endpoint of its own. */
  readonly host: string;
  /** Without anything that would have to be escaped. */
  readonly path: string;
}

/** Sends a signed GET where the clients of this configuration send theirs. */
export async function signedGet(
  { service, region, host, path }: Question,
  { credentials, endpoint = `https://${host}`, requestHandler }: TargetClientConfig,
): Promise<{ readonly status: number; readonly body: string }> {
  const url = new URL(endpoint);
  const stamp = basicStamp(Date.now());
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const sent: Record<string, string> = {
    host: url.host,
    'x-amz-date': stamp,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  };
  const scope = `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const credential = `${accessKeyId}/${scope}`;
  const signedHeaders = Object.keys(sent).sort();
  const headers = headerMap(Object.entries(sent).flat());
  const canonical = canonicalRequest({
    method: 'GET',
    path,
    query: '',
    headers,
    signedHeaders,
    payloadHash: emptySha256,
  });
  const toSign = `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${sha256(canonical)}`;
  const signature = new SigningKeys().get(secretAccessKey, credentialScope(credential)).hex(toSign);
  sent.authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  // What the SDK makes one of, e.g. its timeouts, is none.
  if (requestHandler === undefined || !('handle' in requestHandler)) {
    const { host: _, ...rest } = sent;
    const answer = await fetch(new URL(path, url), { headers: rest });
    return { status: answer.status, body: await answer.text() };
  }
  return handled(requestHandler as Handler, { url, path, headers: sent });
}

interface Handler {
  handle(request: HttpRequest): Promise<{ readonly response: HttpResponse }>;
}

async function handled(
  handler: Handler,
  { url, path, headers }: { url: URL; path: string; headers: Record<string, string> },
) {
  const { protocol, hostname, port } = url;
  const { response } = await handler.handle({
    method: 'GET',
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    path,
    query: {},
    headers,
  } as HttpRequest);
  let body = '';
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) body += Buffer.from(chunk).toString('utf8');
  return { status: response.statusCode, body };
}

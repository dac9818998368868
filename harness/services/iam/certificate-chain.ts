import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { AwsError } from '../../aws/errors.js';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const UNREADABLE = 'Unable to parse certificate. Please ensure the certificate is in PEM format.';
const WRONG_CHAIN =
  'Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: ';

/**
 * A server's certificate, once its key and chain are found to belong to it. Throws MalformedCertificate or KeyPairMismatch, the
 * latter in the words of the API reference, since AWS's message is not known.
 *
 * Words of the chain: https://github.com/go-acme/lego/issues/304
 */
export function checkedCertificate(body: string, privateKey: string, chain: string | undefined): X509Certificate {
  const certificate = readCertificate(body);
  if (!certificate.checkPrivateKey(readKey(privateKey)))
    throw new AwsError('KeyPairMismatch', 'The public key certificate and the private key do not match.');
  if (chain !== undefined) checkChain(certificate, chain);
  return certificate;
}

function checkChain(certificate: X509Certificate, chain: string): void {
  const issuers = (chain.match(PEM_CERTIFICATE) ?? []).map(readCertificate);
  if (issuers.length === 0) throw new AwsError('MalformedCertificate', UNREADABLE);
  let issued = certificate;
  for (const [index, issuer] of issuers.entries()) {
    if (!issued.checkIssued(issuer) || !issued.verify(issuer.publicKey))
      throw new AwsError('MalformedCertificate', `${WRONG_CHAIN}${index - 1}`);
    issued = issuer;
  }
}

function readCertificate(pem: string): X509Certificate {
  return reading(() => new X509Certificate(pem));
}

function readKey(pem: string): KeyObject {
  return reading(() => createPrivateKey(pem));
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw Object.assign(new AwsError('MalformedCertificate', UNREADABLE), { cause });
  }
}

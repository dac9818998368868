import { connect, type DetailedPeerCertificate } from 'node:tls';
import { isLoopback } from '../../account/oidc-providers.js';
import { AwsError } from '../../aws/errors.js';

/** "IAM lets you have up to five thumbprints for an OIDC provider." */
const MOST = 5;
const TIMEOUT_MILLISECONDS = 5000;

/**
 * The thumbprints of a request, in lower case. Throws InvalidInput for more than five, and for one of another length; that it is hexadecimal
 * is not asked for: AWS's own examples are not.
 *
 * https://docs.aws.amazon.com/cli/latest/reference/iam/create-open-id-connect-provider.html#examples
 */
export function checkedThumbprints(thumbprints: readonly string[]): readonly string[] {
  if (thumbprints.length > MOST)
    throw new AwsError('InvalidInput', `Thumbprint list must contain fewer than ${MOST} entries.`);
  if (thumbprints.some((thumbprint) => thumbprint.length !== 40))
    throw new AwsError('InvalidInput', 'Thumbprint must be exactly 40 characters.');
  return thumbprints.map((thumbprint) => thumbprint.toLowerCase());
}

/**
 * "If it is not included, IAM will retrieve and use the top intermediate certificate authority (CA) thumbprint". Only an issuer on this
 * machine is asked; others, whose keys the emulator is told, have none. Throws OpenIdIdpCommunicationError.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
export async function retrievedThumbprints(url: string): Promise<readonly string[]> {
  if (!isLoopback(url) || !url.startsWith('https://')) return [];
  const certificate = await peerCertificate(new URL(url)).catch((cause: unknown) => {
    throw Object.assign(new AwsError('OpenIdIdpCommunicationError', `Could not connect to ${url}`), { cause });
  });
  return [topOfChain(certificate).fingerprint.replaceAll(':', '').toLowerCase()];
}

function peerCertificate({ hostname, port }: URL): Promise<DetailedPeerCertificate> {
  return new Promise((resolve, reject) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host, port: Number(port || 443), rejectUnauthorized: false });
    socket.setTimeout(TIMEOUT_MILLISECONDS, () =>
      socket.destroy(new AwsError('OpenIdIdpCommunicationError', 'Timeout')),
    );
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      resolve(socket.getPeerCertificate(true));
      socket.destroy();
    });
  });
}

/** The last certificate that the server sends, or its issuer's, where that is known. */
function topOfChain(certificate: DetailedPeerCertificate): DetailedPeerCertificate {
  const { issuerCertificate: issuer } = certificate;
  return issuer === undefined || issuer.fingerprint === certificate.fingerprint ? certificate : topOfChain(issuer);
}

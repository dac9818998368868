import { isLoopback } from '../../account/oidc-providers.js';
import { AwsError } from '../../aws/errors.js';

const INVALID = 'Invalid Open ID Connect Provider URL';

/**
 * Refuses a URL that no provider can have: it "must begin with https://", and has neither a port nor a query. An issuer on this machine,
 * which AWS could not reach at all, may have a port, and may do without TLS.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
export function checkProviderUrl(text: string): void {
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(text)) throw new AwsError('ValidationError', INVALID);
  const loopback = isLoopback(text);
  if (!text.startsWith('https://') && !(loopback && text.startsWith('http://')))
    throw new AwsError('InvalidInput', `${INVALID}. The URL must begin with https://.`);
  if (!URL.canParse(text)) throw new AwsError('ValidationError', INVALID);
  const { port, username, password } = new URL(text);
  if ((port !== '' && !loopback) || /[?#\s]/.test(text) || username + password !== '')
    throw new AwsError('InvalidInput', `${INVALID}.`);
}

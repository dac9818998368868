import type { Session } from '../../account/sessions.js';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html */
export function credentialsOf({ accessKeyId, secretAccessKey, sessionToken, expiration }: Session) {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(expiration),
  };
}

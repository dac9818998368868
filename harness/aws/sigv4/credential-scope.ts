/** What a signing key is derived from, beside the secret. */
export interface SigningScope {
  /** `YYYYMMDD`, as it stands in the credential. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** `KEYID/YYYYMMDD/REGION/SERVICE/aws4_request`, taken apart; parts that are not there are empty. */
export interface CredentialScope extends SigningScope {
  readonly sent: string;
  /** There are exactly five parts. */
  readonly wellFormed: boolean;
  readonly accessKeyId: string;
  readonly terminator: string;
}

/** Slashes at the end are ignored, as AWS does. */
export function credentialScope(sent: string): CredentialScope {
  const parts = (sent.endsWith('/') ? sent.replace(/\/+$/, '') : sent).split('/');
  const [accessKeyId = '', date = '', region = '', service = '', terminator = ''] = parts;
  return { sent, wellFormed: parts.length === 5, accessKeyId, date, region, service, terminator };
}

/** The scope without the key, as it stands in a string to sign. */
export function scopeText({ date, region, service }: SigningScope): string {
  return date + '/' + region + '/' + service + '/aws4_request';
}

/** `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`; not `aws-global`, which is no region. */
export function looksLikeRegion(region: string): boolean {
  return region === 'us-east-1' || /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region);
}

/** An `Authorization` header, taken apart without judging it: what is missing is empty. */
export interface AuthorizationHeader {
  readonly sent: string;
  /** The first word, e.g. `AWS4-HMAC-SHA256`. */
  readonly scheme: string;
  /** Something follows the scheme. */
  readonly hasComponents: boolean;
  readonly componentCount: number;
  /** The first component that is not `NAME=VALUE`. */
  readonly malformed: string | undefined;
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
}

/** Components may stand in any order, separated by commas, blanks or both. */
export function authorizationHeader(sent: string): AuthorizationHeader {
  const text = sent.trim();
  const blank = text.search(/\s/);
  const scheme = blank < 0 ? text : text.slice(0, blank);
  const components =
    blank < 0
      ? []
      : text
          .slice(blank)
          .split(/[\s,]+/)
          .filter((component) => component !== '');
  const value = (name: string) =>
    components.find((component) => component.startsWith(name + '='))?.slice(name.length + 1);
  return {
    sent: text,
    scheme,
    hasComponents: blank >= 0,
    componentCount: components.length,
    malformed: components.find((component) => !/^[^=]+=[^=]*$/.test(component)),
    credential: value('Credential'),
    signedHeaders: value('SignedHeaders'),
    signature: value('Signature'),
  };
}

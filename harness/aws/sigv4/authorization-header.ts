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

/** As every SDK writes it: one match instead of a dozen steps. */
const USUAL = /^(AWS4-HMAC-SHA256) Credential=([^\s,=]+), ?SignedHeaders=([^\s,=]+), ?Signature=([^\s,=]+)$/;

/** Components may stand in any order, separated by commas, blanks or both. */
export function authorizationHeader(sent: string): AuthorizationHeader {
  const usual = USUAL.exec(sent);
  if (usual === null) return unusual(sent.trim());
  return {
    sent,
    scheme: usual[1] ?? '',
    hasComponents: true,
    componentCount: 3,
    malformed: undefined,
    credential: usual[2],
    signedHeaders: usual[3],
    signature: usual[4],
  };
}

function unusual(sent: string): AuthorizationHeader {
  const blank = sent.search(/\s/);
  const components =
    blank < 0
      ? []
      : sent
          .slice(blank)
          .split(/[\s,]+/)
          .filter((component) => component !== '');
  const value = (name: string) =>
    components.find((component) => component.startsWith(name + '='))?.slice(name.length + 1);
  return {
    sent,
    scheme: blank < 0 ? sent : sent.slice(0, blank),
    hasComponents: blank >= 0,
    componentCount: components.length,
    malformed: components.find((component) => !/^[^=]+=[^=]*$/.test(component)),
    credential: value('Credential'),
    signedHeaders: value('SignedHeaders'),
    signature: value('Signature'),
  };
}

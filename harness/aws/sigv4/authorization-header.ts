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
  const blank = wordEnd(text, 0, isBlank);
  const components = componentsOf(text, blank);
  return {
    sent: text,
    scheme: text.slice(0, blank),
    hasComponents: blank < text.length,
    componentCount: components.length,
    malformed: components.find(isMalformed),
    credential: componentNamed('Credential=', components),
    signedHeaders: componentNamed('SignedHeaders=', components),
    signature: componentNamed('Signature=', components),
  };
}

function componentsOf(text: string, from: number): readonly string[] {
  const components: string[] = [];
  for (let at = from; at < text.length; at++) {
    const end = wordEnd(text, at, isSeparator);
    if (end > at) components.push(text.slice(at, end));
    at = end;
  }
  return components;
}

function wordEnd(text: string, from: number, isEnd: (code: number) => boolean): number {
  let at = from;
  while (at < text.length && !isEnd(text.charCodeAt(at))) at++;
  return at;
}

/** The blanks that a header can hold. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0;
}

function isSeparator(code: number): boolean {
  return code === 0x2c || isBlank(code);
}

function isMalformed(component: string): boolean {
  const equals = component.indexOf('=');
  return equals < 1 || component.includes('=', equals + 1);
}

function componentNamed(start: string, components: readonly string[]): string | undefined {
  for (const component of components) if (component.startsWith(start)) return component.slice(start.length);
  return undefined;
}

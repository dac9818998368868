import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';

export type SignedParts = (xml: string, certificates: readonly string[]) => readonly string[];

const SIGNATURES = 'http://www.w3.org/2000/09/xmldsig#';

/**
 * The parts of a document that one of the certificates signed, as canonical XML. Whoever reads on reads these texts and nothing else of
 * the document: what a signature does not cover, wherever it was wrapped around or beside, does not exist. Only signatures of the document
 * itself and of its direct children are looked at; keys inside of the document count for nothing.
 */
export const signedParts: SignedParts = (xml, certificates) => {
  const root = parsed(xml);
  if (root === undefined) return [];
  const owners = [root, ...childElements(root)];
  const signatures = owners.flatMap((owner) => childElements(owner).filter(isSignature));
  return signatures.flatMap((signature) => {
    for (const certificate of certificates) {
      const part = verified(xml, signature, certificate);
      if (part !== undefined) return [part];
    }
    return [];
  });
};

/** What the signature covers: one element, the whole document or one with an id. */
function verified(xml: string, signature: Element, publicCert: string): string | undefined {
  const signed = new SignedXml({ publicCert });
  try {
    signed.loadSignature(signature as never);
    if (!signed.checkSignature(xml)) return undefined;
  } catch {
    return undefined;
  }
  const [part, ...others] = signed.getSignedReferences();
  return others.length === 0 ? part : undefined;
}

type Element = ReturnType<DOMParser['parseFromString']>['documentElement'];

function parsed(xml: string): Element | undefined {
  let isWrong = false;
  const wrong = () => {
    isWrong = true;
  };
  const document = new DOMParser({ errorHandler: { warning: wrong, error: wrong, fatalError: wrong } }).parseFromString(
    xml,
    'text/xml',
  );
  return isWrong ? undefined : document?.documentElement;
}

function childElements(element: Element): readonly Element[] {
  return Array.from(element.childNodes).filter((node): node is Element => node.nodeType === 1);
}

function isSignature({ namespaceURI, localName }: Element): boolean {
  return namespaceURI === SIGNATURES && localName === 'Signature';
}

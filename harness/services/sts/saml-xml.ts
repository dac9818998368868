import type { XmlElement } from '../../aws/xml-reader.js';

/** The direct children with this local name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The first element with this local name on any level below. */
export function descendantOf(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of element.children) {
    const found = child.name === name ? child : descendantOf(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The elements at the end of a path of local names. */
export function elementsAt(element: XmlElement, ...path: readonly string[]): readonly XmlElement[] {
  return path.reduce<readonly XmlElement[]>((found, name) => found.flatMap((one) => childrenOf(one, name)), [element]);
}

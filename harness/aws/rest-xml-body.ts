import { malformedXml } from './malformed-xml.js';
import type { ListShape, MapShape, Member, Shape } from './service-model.js';
import { NOT_OF_THIS_KIND, readSimple } from './simple-values.js';
import type { XmlElement } from './xml-reader.js';

/** The members of a structure that stand in the body. Elements that the structure does not know are passed over. */
export function readMembers(members: readonly Member[], element: XmlElement): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const member of members) {
    if (member.binding !== undefined) continue;
    const read = member.xmlAttribute ? readAttribute(member, element) : readMember(member, element.children);
    if (read !== undefined) value[member.name] = read;
  }
  return value;
}

/** The value that an element holds. */
export function readElement(shape: Shape, element: XmlElement): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return readMembers(shape.members, element);
    case 'list':
      return readItems(shape, shape.itemXmlName, element.children);
    case 'map':
      return readEntries(shape, named('entry', element.children));
    default: {
      const value = readSimple(shape, element.text);
      if (value === NOT_OF_THIS_KIND || element.children.length > 0) throw malformedXml();
      return value;
    }
  }
}

function readMember({ shape, wireName, flattened }: Member, children: readonly XmlElement[]): unknown {
  const elements = named(wireName, children);
  const [element] = elements;
  if (element === undefined) return undefined;
  if (flattened && shape.kind === 'list') return readItems(shape, wireName, elements);
  if (flattened && shape.kind === 'map') return readEntries(shape, elements);
  if (elements.length > 1) throw malformedXml();
  return readElement(shape, element);
}

function readItems({ item }: ListShape, tag: string, children: readonly XmlElement[]): unknown[] {
  return named(tag, children).map((element) => readElement(item, element));
}

function readEntries(shape: MapShape, entries: readonly XmlElement[]): object {
  const map: Record<string, unknown> = Object.create(null);
  for (const { children } of entries) {
    const [key] = named(shape.keyXmlName, children);
    const [value] = named(shape.valueXmlName, children);
    if (key === undefined || value === undefined) throw malformedXml();
    map[key.text] = readElement(shape.value, value);
  }
  return map;
}

/** Attributes are known by their local names, whatever prefix was declared: `xsi:type`. */
function readAttribute({ wireName }: Member, { attributes }: XmlElement): string | undefined {
  return attributes.get(wireName.slice(wireName.indexOf(':') + 1));
}

function named(name: string, elements: readonly XmlElement[]): readonly XmlElement[] {
  return elements.every((element) => element.name === name)
    ? elements
    : elements.filter((element) => element.name === name);
}

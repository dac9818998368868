import { SchemaError } from './schema-error.js';
import type { MapShape, Member, Shape, StructureShape, UnionShape } from './service-model.js';
import { escapeAttribute, escapeText } from './xml-text.js';

/** How a service prints a time in a body: IAM and STS in whole seconds, S3 with milliseconds (P6). */
export type TimePrecision = 'seconds' | 'milliseconds';

type Structure = StructureShape | UnionShape;
type Value = Readonly<Record<string, unknown>>;

/** The elements of a structure's members that stand in the body. */
export function writeMembers(structure: Structure, value: Value, precision: TimePrecision): string {
  const xml: string[] = [];
  addMembers(xml, structure, value, precision);
  return xml.join('');
}

/** A value as one element. `attributes` come with their leading blank. */
export function writeElement(
  tag: string,
  shape: Shape,
  value: unknown,
  precision: TimePrecision,
  attributes = '',
): string {
  const xml: string[] = [];
  addElement(xml, { tag, attributes }, shape, value, precision);
  return xml.join('');
}

// All of these add pieces to one list, which is joined once: texts put together from texts are copied again for each level.

interface Tag {
  readonly tag: string;
  readonly attributes?: string;
}

function addMembers(xml: string[], { members }: Structure, value: Value, precision: TimePrecision): void {
  for (const member of members) {
    const given = value[member.name];
    if (given === undefined || given === null || member.binding !== undefined || member.xmlAttribute) continue;
    addMember(xml, member, given, precision);
  }
}

function addElement(
  xml: string[],
  { tag, attributes = '' }: Tag,
  shape: Shape,
  value: unknown,
  precision: TimePrecision,
): void {
  xml.push('<', tag, attributes);
  if (shape.kind === 'structure' || shape.kind === 'union') {
    xml.push(writeAttributes(shape, value as Value), '>');
    addMembers(xml, shape, value as Value, precision);
  } else {
    xml.push('>');
    if (shape.kind === 'list') addItems(xml, { tag: shape.itemXmlName }, shape.item, value, precision);
    else if (shape.kind === 'map') addEntries(xml, shape, value as Value, precision);
    else xml.push(writeText(shape, value, precision));
  }
  xml.push('</', tag, '>');
}

function addEntries(xml: string[], shape: MapShape, value: Value, precision: TimePrecision): void {
  for (const [key, entry] of Object.entries(value)) {
    xml.push('<entry>');
    addElement(xml, { tag: shape.keyXmlName }, shape.key, key, precision);
    addElement(xml, { tag: shape.valueXmlName }, shape.value, entry, precision);
    xml.push('</entry>');
  }
}

function addMember(xml: string[], member: Member, value: unknown, precision: TimePrecision): void {
  const { shape, wireName } = member;
  if (member.flattened && shape.kind === 'list') addItems(xml, { tag: wireName }, shape.item, value, precision);
  else addElement(xml, { tag: wireName, attributes: writeNamespace(member.xmlNamespace) }, shape, value, precision);
}

function addItems(xml: string[], tag: Tag, shape: Shape, value: unknown, precision: TimePrecision): void {
  for (const item of value as readonly unknown[]) addElement(xml, tag, shape, item, precision);
}

function writeAttributes({ members }: Structure, value: Value): string {
  let attributes = '';
  for (const { xmlAttribute, name, wireName } of members) {
    if (xmlAttribute && value[name] !== undefined)
      attributes += ` ${wireName}="${escapeAttribute(String(value[name]))}"`;
  }
  return attributes;
}

/** An `xmlns` attribute, with its leading blank. */
export function writeNamespace(namespace: readonly [uri: string, prefix?: string] | undefined): string {
  if (namespace === undefined) return '';
  const [uri, prefix] = namespace;
  return ` xmlns${prefix === undefined ? '' : `:${prefix}`}="${escapeAttribute(uri)}"`;
}

function writeText(shape: Shape, value: unknown, precision: TimePrecision): string {
  switch (shape.kind) {
    case 'string':
      return escapeText(value as string);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'timestamp':
      return writeTime(shape.format, value as Date, precision);
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      throw new SchemaError(`a \`${shape.kind}\` cannot stand in an XML element`);
  }
}

/** A time in a body or a header. */
export function writeTime(
  format: Extract<Shape, { kind: 'timestamp' }>['format'],
  time: Date,
  precision: TimePrecision,
): string {
  switch (format) {
    case 'date-time':
      return precision === 'seconds' ? `${time.toISOString().slice(0, -5)}Z` : time.toISOString();
    case 'http-date':
      return time.toUTCString();
    case 'epoch-seconds':
      return String(Math.floor(time.getTime() / 1000));
    default:
      return format satisfies never;
  }
}

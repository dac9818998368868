import { SchemaError } from './schema-error.js';
import type { Member, Shape, StructureShape, UnionShape } from './service-model.js';
import { escapeAttribute, escapeText } from './xml-text.js';

/** How a service prints a time in a body: IAM and STS in whole seconds, S3 with milliseconds (P6). */
export type TimePrecision = 'seconds' | 'milliseconds';

type Structure = StructureShape | UnionShape;
type Value = Readonly<Record<string, unknown>>;

/** The elements of a structure's members that stand in the body. */
export function writeMembers({ members }: Structure, value: Value, precision: TimePrecision): string {
  let xml = '';
  for (const member of members) {
    const given = value[member.name];
    if (given === undefined || given === null || member.binding !== undefined || member.xmlAttribute) continue;
    xml += writeMember(member, given, precision);
  }
  return xml;
}

/** A value as one element. `attributes` come with their leading blank. */
export function writeElement(
  tag: string,
  shape: Shape,
  value: unknown,
  precision: TimePrecision,
  attributes = '',
): string {
  if (shape.kind === 'structure' || shape.kind === 'union') {
    const own = writeAttributes(shape, value as Value);
    return `<${tag}${attributes}${own}>${writeMembers(shape, value as Value, precision)}</${tag}>`;
  }
  if (shape.kind === 'list')
    return `<${tag}${attributes}>${writeItems(shape.itemXmlName, shape.item, value, precision)}</${tag}>`;
  if (shape.kind === 'map') {
    let entries = '';
    for (const [key, entry] of Object.entries(value as Value)) {
      const pair =
        writeElement(shape.keyXmlName, shape.key, key, precision) +
        writeElement(shape.valueXmlName, shape.value, entry, precision);
      entries += `<entry>${pair}</entry>`;
    }
    return `<${tag}${attributes}>${entries}</${tag}>`;
  }
  return `<${tag}${attributes}>${writeText(shape, value, precision)}</${tag}>`;
}

function writeMember(member: Member, value: unknown, precision: TimePrecision): string {
  const { shape, wireName } = member;
  if (member.flattened && shape.kind === 'list') return writeItems(wireName, shape.item, value, precision);
  return writeElement(wireName, shape, value, precision, writeNamespace(member.xmlNamespace));
}

function writeItems(tag: string, shape: Shape, value: unknown, precision: TimePrecision): string {
  let xml = '';
  for (const item of value as readonly unknown[]) xml += writeElement(tag, shape, item, precision);
  return xml;
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

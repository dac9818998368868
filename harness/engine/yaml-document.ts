import type { Node } from 'yaml';
import { type DocumentPath, type DocumentPositions, type PlacedValue, positionsIn } from './positions.js';

/** A policy document that people keep as YAML. */
export interface YamlDocument {
  /** The same as JSON, for `compile` and `validate`; undefined for a text that is no YAML. */
  readonly document: string | undefined;
  /** Where its parts stand in the YAML. */
  readonly positions: DocumentPositions;
  /** What the parser says of a text that is no YAML; the place is `positions.fault`. */
  readonly message: string | undefined;
}

/** The package is loaded when a document is read and not before. */
type Yaml = typeof import('yaml');
type Duplicates = { path: DocumentPath; offset: number }[];
type Range = NonNullable<PlacedValue['name']>;

/**
 * Reads YAML (or JSON, which is YAML too) with the places of its parts. A name that stands twice is reported, and the last one
 * counts, as in JSON.
 */
export async function readYaml(text: string): Promise<YamlDocument> {
  const yaml = await import('yaml');
  try {
    const parsed = yaml.parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
    const [error] = parsed.errors;
    if (error) return refused(text, error.message, error.pos[0]);
    const duplicates: Duplicates = [];
    const root = place(yaml, parsed.contents, undefined, [], duplicates);
    const document = JSON.stringify(parsed.toJS());
    return { document, positions: positionsIn(text, { root, duplicates, fault: undefined }), message: undefined };
  } catch (error) {
    // Too many aliases or too deep a nesting: the parser throws what it does not list.
    return refused(text, error instanceof Error ? error.message : String(error), 0);
  }
}

function refused(text: string, message: string, fault: number): YamlDocument {
  const [firstLine] = message.split('\n', 1);
  return {
    document: undefined,
    positions: positionsIn(text, { root: undefined, duplicates: [], fault }),
    message: firstLine,
  };
}

function place(
  yaml: Yaml,
  node: unknown,
  name: Range | undefined,
  path: DocumentPath,
  duplicates: Duplicates,
): PlacedValue | undefined {
  if (!yaml.isNode(node)) return undefined;
  const members = new Map<string | number, PlacedValue>();
  for (const { key, keyRange, value } of partsOf(yaml, node)) {
    if (keyRange && members.has(key)) duplicates.push({ path: [...path, key], offset: keyRange.start });
    const placed = place(yaml, value, keyRange, [...path, key], duplicates);
    if (placed) members.set(key, placed);
    else if (keyRange) members.set(key, { ...keyRange, name: keyRange, members: undefined });
  }
  return { ...rangeOf(node), name, members };
}

interface Part {
  readonly key: string | number;
  readonly keyRange: Range | undefined;
  readonly value: unknown;
}

function partsOf(yaml: Yaml, node: Node): readonly Part[] {
  if (yaml.isSeq(node)) return node.items.map((value, key) => ({ key, keyRange: undefined, value }));
  if (!yaml.isMap(node)) return [];
  return node.items.map(({ key, value }) => ({
    key: String(yaml.isScalar(key) ? key.value : key),
    keyRange: yaml.isNode(key) ? rangeOf(key) : undefined,
    value,
  }));
}

function rangeOf({ range }: Node): Range {
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

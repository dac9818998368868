/** Where something stands: `RoleDetailList[3].Arn` of `account.json`. */
export interface Place {
  /** The name of the file, or of what stands for one. */
  readonly file: string;
  /** Empty for the whole. */
  readonly path: string;
}

/** What is wrong, and where. */
export interface Problem extends Place {
  readonly reason: string;
}

/** A value of a JSON text in its place. Whoever reads it notes what is wrong and goes on, so that all problems are told at once. */
export interface JsonNode extends Place {
  readonly value: unknown;
  readonly problems: Problem[];
}

export function wrong({ file, path, problems }: JsonNode, reason: string): void {
  problems.push({ file, path, reason });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The member of this name; its value is undefined where there is none. */
export function member(node: JsonNode, name: string): JsonNode {
  const value = isRecord(node.value) && Object.hasOwn(node.value, name) ? node.value[name] : undefined;
  return { ...node, value: value ?? undefined, path: node.path === '' ? name : `${node.path}.${name}` };
}

/** The items of a list; none where there is no list. */
export function items(node: JsonNode): readonly JsonNode[] {
  const { value, path } = node;
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    wrong(node, 'is no list');
    return [];
  }
  return value.map((item, index) => ({ ...node, value: item, path: `${path}[${index}]` }));
}

/** The objects of a list. */
export function records(node: JsonNode): readonly JsonNode[] {
  return items(node).filter((item) => {
    if (isRecord(item.value)) return true;
    wrong(item, 'is no object');
    return false;
  });
}

/** A text that must be there. */
export function text(node: JsonNode): string {
  if (typeof node.value === 'string' && node.value !== '') return node.value;
  wrong(node, node.value === undefined ? 'is missing' : 'is no text');
  return '';
}

/** What is read of a value that may be absent. */
export function optional<T>(node: JsonNode, read: (node: JsonNode) => T): T | undefined {
  return node.value === undefined ? undefined : read(node);
}

/** The text of a tag, which may be empty. */
export function anyText(node: JsonNode): string {
  return node.value === '' ? '' : text(node);
}

/**
 * A time in milliseconds since the epoch: ISO 8601 as the CLI and the SDKs print it, with a space as boto3's `str` does, seconds since the
 * epoch, or a `Date`.
 */
export function date(node: JsonNode): number {
  const time = timeOf(node.value);
  if (!Number.isNaN(time)) return time;
  wrong(node, node.value === undefined ? 'is missing' : 'is no date; write e.g. `2026-11-24T10:00:00Z`');
  return 0;
}

function timeOf(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'number') return value * 1000;
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return Number.NaN;
  const iso = value.replace(' ', 'T');
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
}

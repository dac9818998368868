import { AwsError } from './errors.js';
import { type FormNode, formTree, type QueryForm } from './query-form.js';
import type { ListShape, MapShape, Member, OperationModel, Shape } from './service-model.js';
import { NOT_OF_THIS_KIND, readSimple } from './simple-values.js';

/** The SDK's input from an awsQuery form. Parameters that the operation does not know are ignored, as AWS ignores them (P3). */
export function parseQueryInput(operation: OperationModel, form: QueryForm): Record<string, unknown> {
  return operation.input === undefined ? {} : readMembers(operation.input.members, formTree(form));
}

function readMembers(members: readonly Member[], node: FormNode): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const member of members) {
    const child = node.children?.get(member.wireName);
    const value = child === undefined ? undefined : readValue(member.shape, child, member.flattened);
    if (value !== undefined) input[member.name] = value;
  }
  return input;
}

function readValue(shape: Shape, node: FormNode, flattened = false): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return readMembers(shape.members, node);
    case 'list':
      return readList(shape, node, flattened);
    case 'map':
      return readMap(shape, node, flattened);
    default: {
      if (node.value === undefined) return undefined; // only `UserName.x` is there, not `UserName`
      const value = readSimple(shape, node.value);
      if (value === NOT_OF_THIS_KIND) throw malformedInput();
      return value;
    }
  }
}

/** `Tags=` is an empty list (P1). */
function readList(shape: ListShape, node: FormNode, flattened: boolean): unknown[] {
  const items = flattened ? node : node.children?.get(shape.itemXmlName);
  if (items === undefined) return nothingBut(node, []);
  return inOrder(items)
    .map((item) => readValue(shape.item, item))
    .filter((item) => item !== undefined);
}

function readMap(shape: MapShape, node: FormNode, flattened: boolean): object {
  const map: Record<string, unknown> = Object.create(null);
  const entries = flattened ? node : node.children?.get('entry');
  if (entries === undefined) return nothingBut(node, map);
  for (const { children } of inOrder(entries)) {
    const key = children?.get(shape.keyXmlName)?.value;
    const value = children?.get(shape.valueXmlName);
    if (key === undefined || value === undefined) throw malformedInput();
    map[key] = readValue(shape.value, value);
  }
  return map;
}

function nothingBut<T>(node: FormNode, empty: T): T {
  if (node.value !== undefined && node.value !== '') throw malformedInput();
  return empty;
}

/** Indexes are numbers: `member.10` comes after `member.2` (P2). */
function inOrder({ children }: FormNode): FormNode[] {
  const numbered = [...(children ?? [])].map(([index, node]): [number, FormNode] => {
    if (!/^[0-9]{1,9}$/.test(index)) throw malformedInput();
    return [Number(index), node];
  });
  return numbered.sort(([a], [b]) => a - b).map(([, node]) => node);
}

/** What IAM and STS answer to a value of the wrong kind, `MaxItems=abc` for one (P4); the message is empty. */
function malformedInput(): AwsError {
  return new AwsError('MalformedInput', '');
}

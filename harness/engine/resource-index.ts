import { literalPrefix } from './resources.js';
import type { CompiledStatement } from './statement.js';

/**
 * A tree of statements by the plain text that their resources begin with. On the way of a resource's own text from the root lie
 * all statements that can match it, and few others, however many there are.
 */
export interface ResourceNode<T> {
  /** What stands between the parent's text and this node's statements. */
  readonly text: string;
  readonly statements: readonly T[];
  /** By the code of the first character of their text. */
  readonly children: ReadonlyMap<number, ResourceNode<T>> | undefined;
}

/** So few statements are asked one by one. */
const FEW = 8;

interface Entry<T> {
  readonly prefix: string;
  readonly statement: T;
}

export function indexResources<T extends { readonly statement: CompiledStatement }>(
  statements: readonly T[],
): ResourceNode<T> {
  if (statements.length <= FEW) return { text: '', statements, children: undefined };
  const entries = statements.flatMap((attached) =>
    prefixesOf(attached.statement).map((prefix) => ({ prefix, statement: attached })),
  );
  return buildNode('', entries, 0);
}

/** The node below, on the way of this resource; `at` is where the texts of the nodes above end. */
export function nextNode<T>(node: ResourceNode<T>, resource: string, at: number): ResourceNode<T> | undefined {
  const child = node.children?.get(resource.charCodeAt(at));
  return child && resource.startsWith(child.text, at) ? child : undefined;
}

function prefixesOf({ resources, exceptResources }: CompiledStatement): readonly string[] {
  if (!resources || exceptResources) return [''];
  return [...new Set(resources.map(literalPrefix))];
}

function buildNode<T>(text: string, entries: readonly Entry<T>[], at: number): ResourceNode<T> {
  const branches = new Map<number, Entry<T>[]>();
  const statements: T[] = [];
  for (const entry of entries) {
    const code = entry.prefix.charCodeAt(at);
    const branch = branches.get(code);
    if (entry.prefix.length === at) statements.push(entry.statement);
    else if (branch) branch.push(entry);
    else branches.set(code, [entry]);
  }
  const children = [...branches].map(([code, branch]): [number, ResourceNode<T>] => {
    const end = sharedEnd(branch, at);
    return [code, buildNode(branch[0]?.prefix.slice(at, end) ?? '', branch, end)];
  });
  return { text, statements, children: children.length > 0 ? new Map(children) : undefined };
}

/** How far all prefixes are the same. */
function sharedEnd<T>(entries: readonly Entry<T>[], from: number): number {
  const first = entries[0]?.prefix ?? '';
  let end = first.length;
  for (const { prefix } of entries) {
    let at = from;
    while (at < end && prefix.charCodeAt(at) === first.charCodeAt(at)) at++;
    end = at;
  }
  return end;
}

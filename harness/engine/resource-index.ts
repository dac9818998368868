import type { CompiledStatement } from './statement.js';
import { startOf, type Wildcard, withoutStart } from './wildcard.js';

/**
 * A tree of statements by the plain text that their resources begin with. On the way of a resource's own text from the root lie
 * all statements that can match it, and few others, however many there are.
 */
export interface ResourceNode<T> {
  /** In the order of their statements. */
  readonly entries: readonly ResourceEntry<T>[];
  /** How many further characters tell the nodes below apart. */
  readonly step: number;
  readonly below: ReadonlyMap<string, ResourceNode<T>> | undefined;
}

/** One resource of a statement. */
export interface ResourceEntry<T> {
  readonly statement: T;
  /** What the resource's text must be from this node on; undefined where the statement has to be asked as a whole. */
  readonly rest: Wildcard | undefined;
}

/** So few resources are compared one by one. */
const FEW = 3;

interface Start<T> {
  readonly text: string;
  readonly statement: T;
  readonly whole: Wildcard | undefined;
}

export function indexResources<T extends { readonly statement: CompiledStatement }>(
  statements: readonly T[],
): ResourceNode<T> {
  return buildNode(statements.flatMap(startsOf), 0);
}

/** The node below on the way of this resource; `at` is how much of its text was looked at. */
export function nextNode<T>(
  { step, below }: ResourceNode<T>,
  resource: string,
  at: number,
): ResourceNode<T> | undefined {
  return below?.get(resource.slice(at, at + step));
}

function startsOf<T extends { readonly statement: CompiledStatement }>(statement: T): readonly Start<T>[] {
  const { resources, exceptResources } = statement.statement;
  if (!resources || exceptResources) return [{ text: '', statement, whole: undefined }];
  return resources.map(({ whole }) => ({ text: whole ? startOf(whole) : '', statement, whole }));
}

function buildNode<T>(starts: readonly Start<T>[], at: number): ResourceNode<T> {
  const isLeaf = starts.length <= FEW;
  const here = isLeaf ? starts : starts.filter(({ text }) => text.length === at);
  const entries = here.map(({ statement, whole }) => ({
    statement,
    rest: at === 0 ? whole : whole && withoutStart(whole, at),
  }));
  if (here.length === starts.length) return { entries, step: 0, below: undefined };
  const further = starts.filter(({ text }) => text.length > at);
  const step = further.reduce((least, { text }) => Math.min(least, text.length), Number.POSITIVE_INFINITY) - at;
  const branches = new Map<string, Start<T>[]>();
  for (const start of further) {
    const key = start.text.slice(at, at + step);
    const branch = branches.get(key);
    if (branch) branch.push(start);
    else branches.set(key, [start]);
  }
  const below = new Map([...branches].map(([key, branch]) => [key, buildNode(branch, at + step)]));
  return { entries, step, below };
}

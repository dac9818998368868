import type { Decision, ServiceReference } from '../../engine/index.js';

export interface RequestedStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** More resources of one action than a person wants to read: they are written as one pattern where they have a folder in common. */
const MANY = 5;

/**
 * The policy that allows what was asked for, and hardly more: each action on the resources that it was asked for, or on `*` where AWS
 * knows no resources of it.
 */
export function requestedPolicy(decisions: readonly Decision[], reference: ServiceReference): object {
  const resources = new Map<string, Set<string>>();
  for (const { request, because } of decisions) {
    if (because === 'no-permission-needed') continue;
    const known = resources.get(request.action) ?? new Set();
    resources.set(request.action, known.add(takesResources(request.action, reference) ? request.resource : '*'));
  }
  const byResources = new Map<string, string[]>();
  for (const action of [...resources.keys()].sort()) {
    const key = JSON.stringify(summarized([...(resources.get(action) ?? [])].sort()));
    byResources.set(key, [...(byResources.get(key) ?? []), action]);
  }
  const Statement = [...byResources].map(
    ([key, Action]): RequestedStatement => ({ Effect: 'Allow', Action, Resource: JSON.parse(key) as string[] }),
  );
  return { Version: '2012-10-17', Statement };
}

function takesResources(action: string, reference: ServiceReference): boolean {
  const [prefix = '', name = ''] = action.toLowerCase().split(':');
  return reference.service(prefix)?.actions.get(name)?.resourceTypes.length !== 0;
}

/** Only ARNs of one folder become a pattern, so that it never reaches into another bucket, table or account. */
function summarized(arns: readonly string[]): readonly string[] {
  const folders = new Map<string, string[]>();
  for (const arn of arns) {
    const folder = arn.slice(0, arn.lastIndexOf('/') + 1);
    folders.set(folder, [...(folders.get(folder) ?? []), arn]);
  }
  return [...folders].flatMap(([folder, within]) => (folder === '' || within.length <= MANY ? within : [`${folder}*`]));
}

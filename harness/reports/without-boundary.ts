import { principalName } from './matrix.js';
import type { ReadDecision, ReadPolicy } from './run-record.js';

/** The users and roles of these decisions whose permissions no boundary limits; that of the harness itself does not count. */
export function withoutBoundary(
  decisions: readonly ReadDecision[],
  policies: readonly ReadPolicy[],
): readonly string[] {
  const guards = new Set(policies.filter(isGuard).map(({ attached }) => attached));
  const names = decisions.flatMap(({ decision: { request, policies: asked } }) => {
    const { type } = request.principal;
    if (type !== 'user' && type !== 'assumed-role') return [];
    const isLimited = asked.boundary?.policies.some((attached) => !guards.has(attached)) === true;
    return isLimited ? [] : [principalName(request.principal).split('/')[0] ?? ''];
  });
  return [...new Set(names)].sort();
}

function isGuard({ attached, ownStatements }: ReadPolicy): boolean {
  return attached.policy.statements.every(({ index }) => ownStatements.has(index));
}

import { grouped } from './grouped.js';
import { withoutRun } from './policies-under-test.js';
import type { UsedGrant } from './suggested-statements.js';

/** An action that was called and allowed. */
export interface UsedAction {
  readonly action: string;
  /** How many calls asked for it. */
  readonly count: number;
  /** On what, once each. */
  readonly resources: readonly string[];
}

/** What was needed, action by action. */
export function usedActions(grants: readonly UsedGrant[]): readonly UsedAction[] {
  return [...grouped(grants, ({ request }) => request.action)]
    .map(([action, calls]) => ({
      action,
      count: calls.length,
      resources: [...new Set(calls.map(({ request }) => withoutRun(request.resource)))].sort(),
    }))
    .sort((a, b) => a.action.localeCompare(b.action, 'en'));
}

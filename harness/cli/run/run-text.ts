import { type Decision, explain, explanationText } from '../../engine/index.js';
import { serviceReference } from '../../reference/services.js';
import type { ReadDecision } from '../../reports/run-record.js';
import { requestedPolicy } from './requested-policy.js';

export interface RunOutcome {
  readonly command: string;
  readonly decisions: readonly ReadDecision[];
  readonly soft: boolean;
  /** What of the policies the run used; undefined where the policy allows everything. */
  readonly coverage: string | undefined;
}

/** What a run showed, for a terminal: decisions, missing permissions, coverage, and the policy that would be enough. */
export function runText({ command, decisions, soft, coverage }: RunOutcome): string {
  if (decisions.length === 0)
    return `iam-rehearsal: \`${command}\` called nothing of IAM, STS or S3, or only what is not there; \`--bucket NAME\` makes a bucket`;
  const denied = decisions.filter(({ decision }) => decision.outcome === 'denied');
  const counts = `${decisions.length} ${decisions.length === 1 ? 'decision' : 'decisions'}: ${decisions.length - denied.length} allowed, ${denied.length} denied`;
  const suggestion = JSON.stringify(
    requestedPolicy(
      decisions.map(({ decision }) => decision),
      serviceReference(),
    ),
    null,
    2,
  );
  return [
    `iam-rehearsal: \`${command}\`: ${counts}`,
    '',
    ...decisionTable(decisions),
    ...missing(denied, soft),
    ...(coverage === undefined ? [] : ['', coverage]),
    '',
    'the policy that allows what was asked for:',
    indented(suggestion),
  ].join('\n');
}

/** One line for each outcome, action and resource, in the order in which they first came. */
export function decisionTable(decisions: readonly ReadDecision[]): readonly string[] {
  const rows = new Map<string, { readonly cells: readonly string[]; count: number }>();
  for (const { decision } of decisions) {
    const cells = [decision.outcome, decision.request.action, decision.request.resource];
    const row = rows.get(cells.join('\n')) ?? { cells, count: 0 };
    row.count++;
    rows.set(cells.join('\n'), row);
  }
  const all = [...rows.values()].map(({ cells, count }) => [...cells, count > 1 ? `${count} times` : '']);
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((cells) => (cells[column] ?? '').length)));
  return all.map((cells) => `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

/** Each permission once, with why it is missing and what would give it. */
function missing(denied: readonly ReadDecision[], soft: boolean): readonly string[] {
  const once = new Map(denied.map((recorded) => [keyOf(recorded.decision), recorded]));
  if (once.size === 0) return [];
  const heading = soft
    ? 'missing permissions, which were allowed all the same (`--soft`):'
    : 'missing permissions (`--soft` carries calls out all the same, so that one run shows all of them):';
  const each = [...once.values()].flatMap(({ decision, requestId }) => [
    `  ${decision.request.action} on ${decision.request.resource}${requestId === undefined ? '' : ` (${requestId})`}`,
    indented(indented(explanationText(explain(decision)))),
  ]);
  return ['', heading, ...each];
}

function keyOf({ request: { action, resource } }: Decision): string {
  return `${action}\n${resource}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

import { explain, explanationText } from '../engine/index.js';
import { latestRun, runFolder } from '../reports/run-folder.js';
import { type ReadDecision, readRun } from '../reports/run-record.js';
import { UsageError } from './usage-error.js';

export interface ExplainFlags {
  readonly run?: string;
}

interface Output {
  readonly stdout: { write(text: string): unknown };
  /** Where records are kept; `.iam-rehearsal/runs` unless given. */
  readonly runs?: string;
}

/** Tells why the decisions about one request of a recorded run came out as they did. */
export function explainRequest(requestId: string, { run }: ExplainFlags, { stdout, runs }: Output): number {
  const folder = run === undefined ? latestRun(runs) : runFolder(run, runs);
  const { decisions } = readRun(folder);
  const found = decisions.filter((each) => each.requestId === requestId);
  if (found.length === 0)
    throw new UsageError(
      `\`${folder}\` has no request \`${requestId}\`; pass the request id of an answer, or another run with \`--run\``,
    );
  stdout.write(`${found.map(textOf).join('\n\n')}\n`);
  return 0;
}

function textOf({ operation, decision, words, isWhole }: ReadDecision): string {
  const { principal, action, resource } = decision.request;
  const who = 'arn' in principal ? principal.arn : principal.type;
  return [
    `${operation}: ${action} on ${resource} by ${who}`,
    ...(words === undefined ? [] : [words]),
    isWhole ? explanationText(explain(decision)) : `${decision.outcome}: the target did not tell its policies`,
  ].join('\n');
}

import { explain } from '../engine/index.js';
import type { DecisionView } from '../targets/index.js';
import type { Attempt } from './attempt.js';
import type { Principal } from './principal.js';
import { traceText } from './trace-text.js';

/** An attempt that did not come out as wanted, and what a test wants to be told of it. */
export interface Shown {
  readonly received: unknown;
  readonly attempt: Attempt;
  readonly isNot: boolean;
  readonly wanted: 'allowed' | 'denied';
  readonly isTraced: boolean | undefined;
}

/** A policy names resources, and a question without one is about all of them. */
function unnamedResource({ how }: Attempt, { outcome, resource, whole }: DecisionView): readonly string[] {
  if (how === 'called' || outcome === 'allowed' || resource !== '*' || whole === undefined) return [];
  const [nearest] = explain(whole).obstacles;
  return nearest?.changes.some(({ element }) => element === 'resource')
    ? [
        "no resource was named, so that it was asked about `*`: name one, e.g. `{ resource: 'arn:aws:s3:::bucket/key' }`",
      ]
    : [];
}

/** Who, what and how; what a test wanted beside the outcome; AWS's words; why, with the lines of the policy's file; what is nearest to the other outcome; and where to see more. */
export function sentence(
  { received, attempt, isNot, wanted, isTraced = false }: Shown,
  wrong: readonly string[] = [],
): string {
  const { what, how, outcome, words, decisions } = attempt;
  const who = isPrincipal(received) ? `${received.arn}: ` : '';
  const deciding = decisions.find((decision) => decision.outcome === outcome);
  return [
    `${who}expected ${what} ${isNot ? 'not ' : ''}to be ${wanted}, and it was ${outcome} (${how === 'called' ? 'really called' : 'decided without executing it'})`,
    ...wrong,
    ...(words === undefined ? [] : [`AWS says: ${words}`]),
    ...(deciding === undefined ? [] : [...reasons(deciding, isTraced), ...unnamedResource(attempt, deciding)]),
  ].join('\n');
}

/** The explanation begins with the outcome, which was said. */
function reasons({ explanation, whole }: DecisionView, isTraced: boolean): readonly string[] {
  const why = explanation.replace(/^(allowed|denied): /, 'why: ');
  if (!isTraced) return [why, 'trace: pass `{ trace: true }` to see every layer, statement and condition'];
  return [
    why,
    whole
      ? traceText(whole)
      : 'trace: it is told where the target shows the policies that were asked: `embedded`, `container`, a `rehearse serve`',
  ];
}

export function isPrincipal(received: unknown): received is Principal {
  return typeof received === 'object' && received !== null && 'attempt' in received && 'credentials' in received;
}

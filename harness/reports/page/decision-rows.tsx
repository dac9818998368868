import type { JSX } from 'preact';
import type { Shown } from './model.js';
import { Rows } from './rows.js';

export interface DecisionRowsProps {
  readonly decisions: readonly Shown[];
  readonly label: string;
}

/** A list of calls; each opens its trace. */
export function DecisionRows({ decisions, label }: DecisionRowsProps): JSX.Element {
  return (
    <Rows items={decisions} rowHeight={32} label={label} row={(decision) => <DecisionRow decision={decision} />} />
  );
}

export function DecisionRow({ decision }: { readonly decision: Shown }): JSX.Element {
  const { id, who, action, resource, outcome, recorded } = decision;
  return (
    <a class={`call ${outcome}`} href={`#/trace/${id}`}>
      <Outcome outcome={outcome} />
      <span class="who">{who}</span>
      <span class="action">{action}</span>
      <span class="resource" title={resource}>
        {resource}
      </span>
      {recorded.phase === 'setup' && <span class="tag">setup</span>}
      {decision.isAsserted && <span class="tag asserted">asserted</span>}
    </a>
  );
}

const SIGNS = { allowed: '✓', denied: '✗', both: '±' } as const;

/** Told by sign and word, not by colour alone. */
export function Outcome({ outcome }: { readonly outcome: keyof typeof SIGNS }): JSX.Element {
  const words = outcome === 'both' ? 'allowed and denied' : outcome;
  return (
    <span class={`outcome ${outcome}`} role="img" aria-label={words} title={words}>
      {SIGNS[outcome]}
    </span>
  );
}

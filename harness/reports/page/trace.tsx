import type { ComponentChildren, JSX } from 'preact';
import {
  type ContextValue,
  explain,
  explanationText,
  type LayerTrace,
  placeWords,
  type StatementTrace,
  statementPlace,
} from '../../engine/index.js';
import { AskedTrace, type TraceProps } from './asked-trace.js';
import { Outcome } from './decision-rows.js';
import type { Shown } from './model.js';

export interface TracePageProps {
  readonly decision: Shown | undefined;
  /** The emulator can be asked for what the decision itself does not tell. */
  readonly live: boolean;
}

/** One decision: AWS's words, why in plain ones, and how every statement of every layer fared. */
export function TracePage({ decision, live }: TracePageProps): JSX.Element {
  if (decision === undefined) return <p class="empty">There is no such decision in this record.</p>;
  if (live && !decision.recorded.isWhole) return <AskedTrace decision={decision} show={Trace} />;
  return <Trace decision={decision} missing="This target does not tell the policies that it asked." />;
}

function Trace({ decision, missing }: TraceProps): JSX.Element {
  const { recorded, outcome, who, action, resource, test, isAsserted, note } = decision;
  const { decision: made, words, requestId, operation, isWhole } = recorded;
  const explanation = explain(made);
  return (
    <article class="trace">
      <button type="button" class="back" title="Key Escape" onClick={() => history.back()}>
        ← Back
      </button>
      <h2>
        <Outcome outcome={outcome} /> {outcome}: {who}, {action}
      </h2>
      {words !== undefined && <blockquote cite="AWS">{words}</blockquote>}
      {note !== undefined && <p>{note}</p>}
      <pre class="why">{isWhole ? explanationText(explanation) : explanation.why}</pre>
      <Facts
        facts={{
          resource,
          'resource account': made.request.resourceAccount,
          principal: 'arn' in made.request.principal ? made.request.principal.arn : who,
          call: operation,
          'request id': requestId ?? 'decided without a call',
          test,
          asserted: isAsserted ? 'yes' : 'no test asserts it',
        }}
      />
      {isWhole ? (
        explanation.trace.layers.map((layer) => <Layer key={layer.layer} layer={layer} />)
      ) : (
        <p class="empty">{missing}</p>
      )}
      <h3>Condition keys of the request</h3>
      <Facts facts={contextOf(decision)} />
    </article>
  );
}

function contextOf({ recorded }: Shown): Readonly<Record<string, string>> {
  const { context } = recorded.decision.request;
  const keys = [...new Set(context.keys())].sort();
  return Object.fromEntries(keys.map((key) => [key, valueText(context.get(key))]));
}

function Facts({ facts }: { readonly facts: Readonly<Record<string, string>> }): JSX.Element {
  return (
    <dl class="facts">
      {Object.entries(facts).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Layer({ layer: { layer, binds, groups } }: { readonly layer: LayerTrace }): JSX.Element {
  const statements = groups.flat();
  return (
    <section class="layer">
      <h3>
        {layer}
        {!binds && <small>does not bind here</small>}
        {statements.length === 0 && <small>no statement</small>}
      </h3>
      {statements.map((statement, index) => (
        <Statement key={index} statement={statement} />
      ))}
    </section>
  );
}

function Statement({ statement }: { readonly statement: StatementTrace }): JSX.Element {
  const { effect, matched, mismatches, conditions, policy, source, index } = statement;
  const place = placeWords(statementPlace({ policy, source }, index));
  return (
    <details class={`statement ${matched ? effect.toLowerCase() : 'missed'}`} open={matched}>
      <summary>
        <b>{effect}</b> {place}
        {source.attachedTo !== undefined && <small> of {source.attachedTo}</small>}
        <span class="tag">{matched ? 'matches' : `not: ${mismatches.join(', ')}`}</span>
      </summary>
      {conditions.length > 0 && (
        <table>
          <thead>
            <tr>
              <Cells of={['key', 'operator', 'policy', 'request', '']} heads />
            </tr>
          </thead>
          <tbody>
            {conditions.map(({ key, operator, expected, actual, holds }) => (
              <tr key={`${operator} ${key}`}>
                <Cells
                  of={[key, operator, expected.join(', '), valueText(actual), holds ? 'holds' : 'does not hold']}
                />
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <pre>{statementText(policy.document, index)}</pre>
    </details>
  );
}

function Cells({
  of,
  heads = false,
}: {
  readonly of: readonly ComponentChildren[];
  readonly heads?: boolean;
}): JSX.Element {
  return <>{of.map((cell, index) => (heads ? <th key={index}>{cell}</th> : <td key={index}>{cell}</td>))}</>;
}

function statementText(document: string, index: number): string {
  const { Statement: statements } = JSON.parse(document) as { readonly Statement: unknown };
  return JSON.stringify(Array.isArray(statements) ? statements[index] : statements, undefined, 2);
}

function valueText(value: ContextValue | undefined): string {
  if (value === undefined) return 'absent';
  return typeof value === 'string' ? value : value.join(', ');
}

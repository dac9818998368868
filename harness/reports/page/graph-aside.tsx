import type { JSX } from 'preact';
import { groupsOf, placeWords, plainWords, statementPlace } from '../../engine/index.js';
import type { AssumeEdge, AssumeNode } from './assume-edges.js';
import { reachedFrom } from './assume-graph.js';
import { DecisionRows } from './decision-rows.js';
import type { Shown } from './model.js';

interface EdgeAsideProps {
  readonly edge: AssumeEdge;
}

/** An edge in words: what decides, and the traces behind it. */
export function EdgeAside({ edge: { from, to, words, decisions, foreseen } }: EdgeAsideProps): JSX.Element {
  const denied = decisions.findLast(({ outcome }) => outcome === 'denied');
  return (
    <>
      <h2>
        {from.name} → {to.name}
      </h2>
      <p>{words}.</p>
      {from.kind === 'account' && (
        <p>Nothing is known of the users and roles of this account: its own policies decide too.</p>
      )}
      {foreseen[0] !== undefined && <Decided title="How the policies decide" shown={foreseen[0]} />}
      {denied !== undefined && <Decided title="Why it was denied" shown={denied} />}
      {decisions.length > 0 && <DecisionRows decisions={[...decisions]} label="Decisions of the edge" />}
    </>
  );
}

interface DecidedProps {
  readonly title: string;
  readonly shown: Shown;
}

/** Why, with the statements that decided and where they stand; it leads to the trace. */
function Decided({ title, shown }: DecidedProps): JSX.Element {
  const { decision } = shown.recorded;
  const policies = groupsOf(decision.policies).flatMap((group) => group.policies);
  const places = decision.deciding.map(({ source, index }) => {
    const policy = policies.find((attached) => attached.source === source)?.policy;
    return policy === undefined
      ? `statement ${index + 1} of ${source.name}`
      : placeWords(statementPlace({ policy, source }, index));
  });
  return (
    <p>
      <a href={`#/trace/${shown.id}`}>{title}</a>: {[plainWords(decision), ...places].join('; ')}
    </p>
  );
}

/** What a principal comes to, by one role after the other. */
export function NodeAside({
  node,
  edges,
}: {
  readonly node: AssumeNode;
  readonly edges: readonly AssumeEdge[];
}): JSX.Element {
  const reached = reachedFrom(node, edges);
  return (
    <>
      <h2>
        {node.kind} {node.name}
      </h2>
      {reached.length === 0 && <p>It can assume no role.</p>}
      <ul class="reached">
        {reached.map(({ role, way }) => (
          <li key={role.id}>
            <b>{role.name}</b>
            {way.length > 1 && (
              <>
                {' '}
                via{' '}
                {way
                  .slice(0, -1)
                  .map(({ to }) => to.name)
                  .join(', then ')}
              </>
            )}
            <small>{[...new Set(way.flatMap(({ words }) => words))].join('; ')}</small>
          </li>
        ))}
      </ul>
    </>
  );
}

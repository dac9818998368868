import {
  authorize,
  type Decision,
  explain,
  explanationText,
  gather,
  type PolicyGroup,
  type PolicySet,
} from '../engine/index.js';
import type { DecisionView } from '../targets/index.js';
import type { PolicyFiles } from './policy-files.js';

type OriginOf = PolicyFiles['originOf'];

/** A decision that names the files and lines of the policies that a test read from files; as it is where the target tells no policies. */
export function placedView<T extends DecisionView>(view: T, { originOf, count }: PolicyFiles): T {
  if (view.whole === undefined || count() === 0) return view;
  const whole = placedDecision(view.whole, originOf);
  const placed = {
    whole,
    deciding: whole.deciding,
    get explanation() {
      return explanationText(explain(whole));
    },
  };
  // A spread would ask for the explanation, which takes longer than the decision.
  const members = { ...Object.getOwnPropertyDescriptors(view), ...Object.getOwnPropertyDescriptors(placed) };
  return Object.defineProperties({}, members) as T;
}

/** The same policies decide the same. */
function placedDecision(decision: Decision, originOf: OriginOf): Decision {
  return authorize(decision.request, placedSet(decision.policies, originOf));
}

function placedSet(policies: PolicySet, originOf: OriginOf): PolicySet {
  const placed = (group: PolicyGroup): PolicyGroup =>
    gather(
      group.policies.map(({ policy, source }) => ({ policy, source: { ...source, ...originOf(policy.document) } })),
    );
  const parts = Object.entries(policies).map(([kind, part]: [string, PolicyGroup | readonly PolicyGroup[]]) => [
    kind,
    'policies' in part ? placed(part) : part.map(placed),
  ]);
  return Object.fromEntries(parts) as PolicySet;
}

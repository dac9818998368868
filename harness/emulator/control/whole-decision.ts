import { type Decision, decisionOfJson, type PolicySetJson, policiesOfJson } from '../../engine/index.js';
import type { DecisionJson, Explained } from './decisions.js';

/** What the control interface tells of one decision. */
export interface ToldDecision extends DecisionJson, Explained {
  /** A group that is absent took no part, an empty one allowed nothing. A server of an older version tells none. */
  readonly policies?: PolicySetJson;
}

/** The decision that a server told, made again by our engine; undefined where it told no policies, or where its engine is another. */
export function wholeDecision(told: ToldDecision): Decision | undefined {
  return told.policies && decisionOfJson(told, policiesOfJson(told.policies));
}

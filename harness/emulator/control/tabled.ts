import {
  createPolicyTable,
  type Decision,
  decisionOfJson,
  type OpenDecision,
  type PolicyJson,
  readPolicyTable,
  type TabledDecision,
} from '../../engine/index.js';
import type { AssumePairs } from '../../services/assume-pairs.js';
import { concernsAccount, type Journal, type RecordedDecision } from '../journal.js';

type Facts = Omit<RecordedDecision, 'decision'>;

/** The decisions about one account, as JSON has them. */
export interface AccountDecisionsJson {
  readonly decisions: readonly (Facts & { readonly decision: TabledDecision })[];
  readonly policies: readonly PolicyJson[];
  /** How many of those that were asked for, of whichever account, are no longer kept. */
  readonly missed: number;
}

/** The decisions about one account, with their policies. */
export interface AccountDecisions extends Pick<AccountDecisionsJson, 'missed'> {
  readonly decisions: readonly AccountDecision[];
}

export interface AccountDecision extends Facts {
  /** Undefined where our engine decides otherwise than that of the server. */
  readonly whole: Decision | undefined;
  readonly told: TabledDecision;
}

/** Who can assume which roles, as JSON has it. */
export interface AssumePairsJson extends Omit<AssumePairs, 'can'> {
  readonly can: readonly (Omit<OpenDecision, 'decision'> & { readonly decision: TabledDecision })[];
  readonly policies: readonly PolicyJson[];
}

/** Those that were made after the first `since` ones. */
export function accountDecisionsJson(journal: Journal, account: string, since: number): AccountDecisionsJson {
  const kept = journal.list();
  const first = journal.made() - kept.length;
  const { policies, tabled } = createPolicyTable();
  const decisions = kept
    .slice(Math.max(0, since - first))
    .filter((recorded) => concernsAccount(recorded, account))
    .map(({ decision, ...facts }) => ({ ...facts, decision: tabled(decision) }));
  return { decisions, policies, missed: Math.max(0, first - since) };
}

export function accountDecisionsOf({ decisions, policies, missed }: AccountDecisionsJson): AccountDecisions {
  const read = readPolicyTable(policies);
  const wholeOf = (told: TabledDecision) => decisionOfJson(told, read(told).policies);
  return {
    missed,
    decisions: decisions.map(({ decision, ...facts }) => ({ ...facts, whole: wholeOf(decision), told: decision })),
  };
}

export function assumePairsJson({ can, ...counts }: AssumePairs): AssumePairsJson {
  const { policies, tabled } = createPolicyTable();
  return { ...counts, can: can.map(({ decision, ...open }) => ({ ...open, decision: tabled(decision) })), policies };
}

export function assumePairsOf({ can, policies, ...counts }: AssumePairsJson): AssumePairs {
  const read = readPolicyTable(policies);
  return { ...counts, can: can.map(({ decision, ...open }) => ({ ...open, decision: read(decision) })) };
}

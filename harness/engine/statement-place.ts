import type { DecidingStatement, Decision, PolicySource } from './decision.js';
import { policyKinds } from './kinds.js';
import type { AttachedPolicy } from './policies.js';
import { jsonPositions, type Position } from './positions.js';

/** Where one statement stands: in which policy, and where in its text. */
export interface StatementPlace {
  readonly source: PolicySource;
  readonly sid: string | undefined;
  /** The statement's place in its document, from 0. */
  readonly index: number;
  /** Of the statement's beginning, in the file where the source names one. */
  readonly position: Position;
}

/** The policy that a deciding statement belongs to. */
export function policyOf({ policies }: Decision, { layer, source }: DecidingStatement): AttachedPolicy | undefined {
  const groups = policyKinds[layer].groups(policies) ?? [];
  return groups.flatMap((group) => group.policies).find((attached) => attached.source === source);
}

/** Finds the statement in the text of its policy, which is read when the position is asked for. */
export function statementPlace({ policy, source }: AttachedPolicy, index: number): StatementPlace {
  return {
    source,
    sid: policy.statements.find((statement) => statement.index === index)?.sid,
    index,
    get position() {
      const positions = source.positions?.() ?? jsonPositions(policy.document);
      return positions.valueAt(['Statement', index]).start;
    },
  };
}

/** `the statement Read of notes (policies/notes.json:12)` */
export function placeWords(place: StatementPlace): string {
  const { source, sid, index } = place;
  const which = sid === undefined || sid === '' ? `statement ${index + 1}` : `the statement ${sid}`;
  const where = source.file === undefined ? '' : ` (${source.file}:${place.position.line})`;
  return `${which} of ${source.name}${where}`;
}

import type { MarkedPolicy } from './coverage-marks.js';
import type { RecordFile } from './read-run.js';
import type { UsedAction } from './used-actions.js';

/** What a report's file carries: the record as it was written, and what takes long to find out. All of it is JSON. */
export interface ReportData extends ReportFigures {
  readonly files: readonly RecordFile[];
}

export interface ReportFigures {
  readonly coverage: { readonly percent: number; readonly policies: readonly MarkedPolicy[] };
  readonly mutation: ShownMutation;
  readonly leastPrivilege: readonly ShownLeastPrivilege[];
}

export interface ShownMutation {
  readonly killed: number;
  readonly total: number;
  /** How many there were to notice something. */
  readonly assertions: number;
  readonly survivors: readonly ShownMutant[];
}

/** A fault of a policy that no test would notice. */
export interface ShownMutant {
  readonly policy: string;
  /** `policies/notes.json:12` */
  readonly place: string;
  /** `action s3:GetObject widened to * (statement Read)` */
  readonly fault: string;
  /** The test that is missing, in a sentence. */
  readonly missing: string;
  /** What its statement leaves open by whom it names; at the first mutant of a statement. */
  readonly remark?: string;
}

/** What those who have the same policies need of them. */
export interface ShownLeastPrivilege {
  readonly principals: readonly string[];
  readonly policies: readonly string[];
  readonly used: readonly ShownUse[];
  readonly unused: readonly { readonly place: string; readonly words: string; readonly isPartly: boolean }[];
  /** The smallest policy, as lines of JSON. */
  readonly suggestion: string;
  /** `proved: all 12 calls that were allowed are allowed by it` */
  readonly proof: string;
  /** Calls that it would deny. */
  readonly lost: readonly string[];
}

/** Of many resources only the first are told. */
export interface ShownUse extends UsedAction {
  readonly more: number;
}

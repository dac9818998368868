import type { MarkedPolicy } from './coverage-marks.js';
import type { RecordFile } from './read-run.js';

/** What a report's file carries: the record as it was written, and what takes long to find out. All of it is JSON. */
export interface ReportData {
  readonly files: readonly RecordFile[];
  readonly coverage: { readonly percent: number; readonly policies: readonly MarkedPolicy[] };
  readonly mutation: { readonly killed: number; readonly total: number; readonly survivors: readonly ShownMutant[] };
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
}

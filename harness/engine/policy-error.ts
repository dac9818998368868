import { type DocumentPath, type DocumentPositions, jsonPositions } from './positions.js';

/** One fault of a policy document, in AWS's words. */
export interface PolicyFinding {
  readonly message: string;
  /** The statement's place in its document, from 0; undefined for the document as a whole. */
  readonly statement: number | undefined;
  /** The way to the part of the document that is at fault. */
  readonly path: DocumentPath;
  /** Where that part begins in the text, from 1. */
  readonly line: number;
  readonly column: number;
}

/** The wire code under which AWS refuses a document: S3 and Organizations have codes of their own. */
export type PolicyErrorCode = 'MalformedPolicyDocument' | 'MalformedPolicy' | 'MalformedPolicyDocumentException';

/** A policy document that AWS would refuse to save. `message` is what AWS answers, the first of the findings. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly code: PolicyErrorCode;
  readonly findings: readonly PolicyFinding[];

  constructor(code: PolicyErrorCode, findings: readonly PolicyFinding[]) {
    super(findings[0]?.message ?? 'Syntax errors in policy.');
    this.code = code;
    this.findings = findings;
  }
}

/** A fault before anybody asked where it stands in the text. */
export interface PolicyFault {
  readonly message: string;
  readonly statement: number | undefined;
  readonly path: DocumentPath;
  /** The member itself is at fault, as an unknown element is, and not its value. */
  readonly atName?: boolean;
}

/**
 * Gives each fault its line and column. A document that is no JSON is shown where it stops to be one.
 * `positions` are those of the text that people wrote, where that is not the document itself but YAML.
 */
export function locateFaults(
  faults: readonly PolicyFault[],
  document: string,
  positions: DocumentPositions = jsonPositions(document),
): readonly PolicyFinding[] {
  return faults.map(({ message, statement, path, atName }) => {
    const span = atName ? positions.nameAt(path) : positions.valueAt(path);
    const { line, column } = path.length === 0 ? (positions.fault ?? span.start) : span.start;
    return { message, statement, path, line, column };
  });
}

/** One fault of a policy document, in AWS's words. */
export interface PolicyFinding {
  readonly message: string;
  /** The statement's place in its document, from 0; undefined for the document as a whole. */
  readonly statement: number | undefined;
}

/** The wire code under which AWS refuses a document: S3 has its own for bucket policies. */
export type PolicyErrorCode = 'MalformedPolicyDocument' | 'MalformedPolicy';

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

/** A job of GenerateServiceLastAccessedDetails: what its report is about. It is done at once. */
export interface AccessReport {
  readonly jobId: string;
  /** The ARN of a user, group, role or policy. */
  readonly arn: string;
  readonly granularity: 'SERVICE_LEVEL' | 'ACTION_LEVEL';
  /** The unique id of the user or role that asked for it, the account's number for root: no one else may read it. */
  readonly ownerId: string;
  /** Milliseconds since the epoch, a whole second. */
  readonly created: number;
}

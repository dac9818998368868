import type { Layer } from '../engine/index.js';

/** What JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What a call came to, whoever answered it. Whatever differs between two runs of one test is replaced by a placeholder. */
export interface CallAnswer {
  /** `denied`: refused by policy. `failed`: refused for any other reason. */
  readonly outcome: 'succeeded' | 'denied' | 'failed';
  /** AWS's error code. */
  readonly code?: string;
  readonly status?: number;
  /** Which kind of policy denied, where a decision, AWS's words or AWS's own record tells. */
  readonly layer?: Layer;
  readonly because?: 'explicit-deny' | 'implicit-deny';
  /** AWS's sentence, without the link to its record that some refusals end with. */
  readonly words?: string;
  /** The condition keys of a denied request, where they are known. */
  readonly contextKeys?: readonly string[];
  /** Who told the layer: the target's decision, AWS's sentence, or GetRequestAuthorizationDetails. */
  readonly toldBy?: 'decision' | 'words' | 'details';
}

/** One call of an SDK client that a test made. */
export interface RecordedCall extends CallAnswer {
  /** Whose client it was, by the principal's place in the test: `administrator`, `user/user-1`, `assumed-role/role-2/rehearsal`. */
  readonly by: string;
  /** The placeholder of the access key: a user may have several. */
  readonly key: string;
  /** `iam:CreateUser` */
  readonly operation: string;
  readonly input: Json;
}

/** The calls of one test, in the order in which they were sent. */
export interface TestCalls {
  /** Relative to the project, with slashes. */
  readonly file: string;
  /** The names of the suites and of the test, joined by ` > `. */
  readonly name: string;
  readonly calls: readonly RecordedCall[];
}

/** What a target was seen to do before the first test: undefined where it enforces, else why it does not. */
export interface ProofOutcome {
  readonly failure: string | undefined;
}

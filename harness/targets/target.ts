import type {
  AssumePairs,
  Clock,
  Credentials,
  DecisionJson,
  Explained,
  KeySet,
  Propagation,
  Question,
  RecordedDecision,
  RequestOrigin,
  ServiceOrigin,
  VpcEndpoint,
} from '../emulator/index.js';
import type { RuntimeExtension } from './live-budget.js';
import type { Waits } from './waits.js';

export const TARGET_NAMES = ['embedded', 'container', 'localstack', 'endpoint', 'live'] as const;

/** The value of `REHEARSAL_TARGET`. */
export type TargetName = (typeof TARGET_NAMES)[number];

export type { Credentials, KeySet, Question, ServiceOrigin, VpcEndpoint };

/** The same methods, answering later: they may have to ask a server. */
type AskedLater<T, K extends keyof T> = {
  readonly [M in K]: T[M] extends (...args: infer Args) => infer Answer ? (...args: Args) => Promise<Answer> : never;
};

/** The clock of an account, wherever it is: `await account.clock.advance('1h')`. */
export type TargetClock = AskedLater<Clock, 'now' | 'advance' | 'set' | 'freeze' | 'resume'>;

/** How late changes in an account become visible: `await account.propagation.set('4s')`. */
export type TargetPropagation = AskedLater<Propagation, 'get' | 'set' | 'remaining' | 'settle'>;

/** A decision as every target can show it: why, which statements decided, what would change it. */
export interface DecisionView extends DecisionJson, Explained {
  /** With the policies that were asked, for readers of decisions; absent where another version of the engine decided. */
  readonly whole?: RecordedDecision['decision'];
}

/** One decision about one call. */
export interface RecordedDecisionView extends DecisionView, Omit<RecordedDecision, 'decision'> {}

/** A decision about a call that was heard: whole, or as a server told it whose engine is another than ours. */
export interface HeardDecision extends Omit<RecordedDecision, 'decision'> {
  readonly whole?: RecordedDecision['decision'];
  readonly told?: DecisionView;
}

/** What a target can do beside answering calls. A scenario that needs what its target lacks is skipped, and says so. */
export interface Capabilities {
  /** A wrong secret is refused. */
  readonly signatures: boolean;
  /** Each test gets an account of its own. */
  readonly freshAccounts: boolean;
  /** Any action can be decided about without executing it. */
  readonly deciding: boolean;
  /** The decision behind every answer can be read. */
  readonly decisions: boolean;
  /** The account has a clock that a test may move. */
  readonly clock: boolean;
  /** How long changes take to become visible can be set. */
  readonly propagation: boolean;
  /** A request may say which address it comes from, and whether over TLS. */
  readonly requestOrigin: boolean;
  /** The keys of token issuers, which nobody has to reach then, can be told. */
  readonly webIdentityKeys: boolean;
}

/** Of a server that answers calls, and of which nothing else is known. */
export const NO_CAPABILITIES: Capabilities = {
  signatures: false,
  freshAccounts: false,
  deciding: false,
  decisions: false,
  clock: false,
  propagation: false,
  requestOrigin: false,
  webIdentityKeys: false,
};

/** Of our emulator. */
export const ALL_CAPABILITIES: Capabilities = {
  signatures: true,
  freshAccounts: true,
  deciding: true,
  decisions: true,
  clock: true,
  propagation: true,
  requestOrigin: true,
  webIdentityKeys: true,
};

/** Where a request comes from, as policies see it; what is not given is as it would be without. */
export type Origin = Partial<RequestOrigin>;

/** What any SDK client is constructed with. The request handler is absent, or the options of the SDK's own, where that one is used. */
export interface TargetClientConfig {
  readonly region: string;
  /** Absent where clients find AWS's own. */
  readonly endpoint?: string;
  readonly credentials: Credentials;
  readonly requestHandler?: object;
  readonly maxAttempts?: number;
  readonly retryMode?: 'standard' | 'adaptive';
  /** Of the SDK: what watches over the calls of a client. */
  readonly extensions?: RuntimeExtension[];
  /** Of S3; other clients ignore it. */
  readonly forcePathStyle?: boolean;
}

/** Whom a question is about. */
export interface Asked {
  readonly arn: string;
  readonly credentials: Credentials;
  /** Of a session that a principal of the run opened: what nobody can read of it afterwards. */
  readonly session?: OpenedSession;
}

/** How a session of a role was opened. */
export interface OpenedSession {
  /** Its session policy that was written for it. */
  readonly policy?: string;
  /** The ARNs of its managed session policies. */
  readonly policyArns: readonly string[];
  /** Those handed on from the session that opened it, too. */
  readonly tags: Readonly<Record<string, string>>;
  /** The keys of the tags that it hands on. */
  readonly transitiveTags: readonly string[];
  readonly sourceIdentity?: string;
}

/** The answer to a question that was decided without being executed. */
export interface DecidedOutcome {
  readonly outcome: 'allowed' | 'denied';
  readonly decision: DecisionView;
}

/** What tells apart what a run makes, in an account that others may use too. */
export interface Naming {
  readonly run: string;
  /** Of every name. */
  readonly prefix: string;
  /** Of users, groups, roles and policies: `/iam-rehearsal/<run>/`. */
  readonly path: string;
  /** Of whatever takes tags. */
  readonly tags: Readonly<Record<string, string>>;
  /** How many resources a run may make; without bound unless given. */
  readonly limit?: number;
  /** The account is one that others use too. */
  readonly isShared?: boolean;
}

/** One account on a target, with the credentials of someone who may do everything in it. */
export interface TargetAccount {
  /** Twelve digits. */
  readonly id: string;
  readonly administrator: Credentials;
  /** Throws {@link MissingCapability} where time cannot be moved. */
  readonly clock: TargetClock;
  /** Throws {@link MissingCapability} where it cannot be set how long changes take. */
  readonly propagation: TargetPropagation;
  /** Waits until changes are visible; without sleeping where the clock can be moved. */
  readonly waits: Waits;
  /** Throws {@link MissingCapability} for an origin where the target cannot pretend one. */
  clientConfig(credentials: Credentials, origin?: Origin): TargetClientConfig;
  /** For the removal of what was made, which no budget stops; absent where there is none. */
  removalConfig?(): TargetClientConfig;
  /** Shared by the accounts of a run, whose principals may assume each other's roles; a test has its own where it is absent. */
  readonly naming?: Naming;
  /** Tells of a VPC endpoint that requests may come through; absent where the target cannot pretend one. */
  vpcEndpoint?(endpoint: VpcEndpoint): Promise<void>;
  /** Tells of the public keys of a token issuer, for all accounts; absent where the target cannot be told. */
  webIdentityKeys?(issuer: string, keys: KeySet): Promise<void>;
  /** An HTTP endpoint for programs that make their own clients; opened when it is first asked for, undefined where they find AWS's own. */
  endpoint(): Promise<string | undefined>;
  /** Rejects with {@link MissingCapability} where the target cannot decide without executing, and with `CannotDecide` for what it has no answer to. */
  decide(asked: Asked, question: Question, origin?: Origin): Promise<DecidedOutcome>;
  /** Hears of every decision about this account from now on, whoever calls; what it returns ends that and tells them. Only on our emulator. */
  hearDecisions?(): () => Promise<readonly HeardDecision[]>;
  /** Who can assume which roles as policies are now; statements of boundaries with these Sids are not asked. Only on our emulator. */
  assumePairs?(withoutSids: readonly string[]): Promise<AssumePairs>;
  /** The decisions that were made for one request; undefined where the target does not show them. */
  decisionsOf(requestId: string): Promise<readonly RecordedDecisionView[] | undefined>;
}

/** Where a rehearsal runs. Disposing of it stops what it started. */
export interface Target extends AsyncDisposable {
  readonly name: TargetName;
  readonly region: string;
  readonly capabilities: Capabilities;
  /** Where the ledgers of what is made are written; undefined where everything ends with the process. */
  readonly ledgerFolder: string | undefined;
  /** Keeps what is not the run's own out of what is printed and recorded; absent where nothing is anyone's secret. */
  readonly redact?: (text: string) => string;
  /** Environment variables by which the workers of a run join what its first process opened. */
  readonly forWorkers?: Readonly<Record<string, string>>;
  /** A fresh account where the target has them, else the one that it has. */
  account(): Promise<TargetAccount>;
}

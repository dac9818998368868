import type { Clock } from '../account/clock.js';
import type { KeySet } from '../account/oidc-keys.js';
import type { OrganizationDescription } from '../account/organization.js';
import type { Propagation } from '../account/propagation.js';
import type { PropagationDelay } from '../account/propagation-delay.js';
import type { Quotas } from '../account/quotas.js';
import type { RoleTemplateVersion } from '../account/role-templates.js';
import type { Snapshot } from '../account/snapshot.js';
import type { VpcEndpoint } from '../account/vpc-endpoints.js';
import type { RequestOrigin, WireRequest, WireResponse } from '../aws/http.js';
import type { MemoryHandler } from '../aws/memory-handler.js';
import type { ServerLimits } from '../aws/server.js';
import type { Decision } from '../engine/index.js';
import type { ImportOptions, ImportReport, ImportSource } from '../imports/index.js';
import type { AssumePairs } from '../services/assume-pairs.js';
import type { Question } from '../services/decide.js';
import type { AuthorizationDetailsOptions } from './authorization-details.js';
import type { ControlAccess } from './control/access.js';
import type { AuthorizationDetails } from './export-account.js';
import type { Journal, RecordedDecision } from './journal.js';

export interface EmulatorOptions {
  /** The same seed gives the same ids, secrets and account numbers; random unless given. */
  readonly seed?: string;
  /** Milliseconds since the epoch; signatures are judged against it. */
  readonly wallClock?: () => number;
  /** What clients are configured with; `us-east-1` unless given. */
  readonly region?: string;
  /** Access keys with the rights of an account's root, beside the built-in one of every account. */
  readonly credentials?: readonly (Credentials & { readonly account: string })[];
  /** An organization with its service and resource control policies; its accounts are opened when they are first used. */
  readonly organization?: OrganizationDescription;
  /** VPC endpoints, through which requests can come (`RequestOrigin.vpce`), with their policies. */
  readonly vpcEndpoints?: readonly VpcEndpoint[];
  /**
   * How long changes to users, roles, policies and keys take to become visible, as in AWS: `4s`, or `{ min, max }` for a random time by
   * the seed. No time unless given; `account.propagation.set` changes it for one account.
   */
  readonly propagation?: PropagationDelay | 'off';
  /** Quotas of IAM to raise in every account, e.g. `{ PoliciesPerRole: 25 }`; throws `InvalidQuota` for an unknown name or a lower number. */
  readonly quotas?: Partial<Quotas>;
  /** AWS's GetRequestAuthorizationDetails: whether refusals name the id to ask with, and how late it knows of them. */
  readonly authorizationDetails?: AuthorizationDetailsOptions;
  /** Role templates for AcquireRole, as `aws iam get-role-template-version` prints them; throws `InvalidRoleTemplate`. None is there unless given. */
  readonly roleTemplates?: readonly RoleTemplateVersion[];
  /**
   * The public keys of OIDC issuers, by issuer (`https://token.actions.githubusercontent.com`), as their JSON Web Key Sets: what
   * AssumeRoleWithWebIdentity verifies tokens with. Only an issuer on this machine is asked for its own.
   */
  readonly webIdentityKeys?: Readonly<Record<string, KeySet>>;
  /**
   * Enforces nothing: a missing permission is recorded as denied, and the call is carried out all the same, so that one run shows all that
   * are missing. It says so on stderr, and no target proves enforcement with it.
   */
  readonly soft?: boolean;
  /** How many decisions are kept; 10,000 unless given. */
  readonly decisions?: number;
  /** Told of a failure inside of the emulator, which a client sees as a bare 500; written to stderr unless given. */
  readonly onError?: (error: unknown) => void;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What an SDK client is constructed with to reach the emulator in the same process, without a socket. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly requestHandler: MemoryHandler;
}

export interface EmulatedAccount {
  /** Twelve digits. */
  readonly id: string;
  /** The account's root user, whose key every account has from the start. */
  readonly root: Credentials;
  readonly clock: Clock;
  /** How long changes in this account take to become visible. */
  readonly propagation: Propagation;
}

export interface ServeOptions {
  /** `127.0.0.1` unless given. */
  readonly host?: string;
  /** A free one unless given. */
  readonly port?: number;
  /** Who may use the control interface under `/_rehearsal/`; this machine (`loopback`) unless given. */
  readonly control?: ControlAccess | 'off';
  /** Counts every request over the endpoint as TLS, or as none; the socket decides unless given. */
  readonly secureTransport?: boolean;
  /** How large requests may be, and how slow. */
  readonly limits?: ServerLimits;
  /** Believes the headers `x-rehearsal-source-ip`, `-vpce`, `-service` and so on, of requests from loopback or, with `control: 'any'`, of all. */
  readonly trustOrigin?: boolean;
  /** The HTML of `/_rehearsal/ui`, which is part of the control interface; there is none unless given. */
  readonly page?: () => string;
  /** What that page asks for about all decisions that are kept, as JSON. */
  readonly figures?: (decisions: readonly RecordedDecision[]) => object;
}

/** An emulator of IAM, STS and S3 that enforces IAM. Disposing of it closes its endpoint. */
export interface Emulator extends AsyncDisposable {
  readonly region: string;
  /** Answers a request without a port. It never rejects. */
  handle(request: WireRequest): Promise<WireResponse>;
  /** Opens the HTTP endpoint when it is first asked for; later calls answer the same URL. */
  listen(options?: ServeOptions): Promise<string>;
  /** The account of this number, or one that no one has used. Throws for a number without twelve digits. */
  account(id?: string): EmulatedAccount;
  /** Tells of the keys of an OIDC issuer, or of new ones of it. Throws `InvalidWebIdentityKeys`. */
  webIdentityKeys(issuer: string, keys: KeySet): void;
  /** Tells of a VPC endpoint, or of another policy of it. Throws `InvalidVpcEndpoint`. */
  vpcEndpoint(endpoint: VpcEndpoint): void;
  /**
   * Loads accounts from answers of GetAccountAuthorizationDetails: one or a list of them, as objects, as JSON, or as files with their names.
   * Throws `InvalidImport` with all that is wrong, and has changed nothing then.
   */
  importAccount(source: ImportSource | readonly ImportSource[], options?: ImportOptions): ImportReport;
  /** The whole answer of GetAccountAuthorizationDetails about an account, as JSON has it: what `importAccount` takes. */
  exportAccount(id: string): Promise<AuthorizationDetails>;
  clientConfig(credentials: Credentials, origin?: Partial<RequestOrigin>): ClientConfig;
  /**
   * Decides about any action of AWS without executing it, as `authorize` would for a call signed with this key. It is not recorded.
   * Throws `CannotDecide` for an action that AWS does not know, and for a key that no one may sign with.
   */
  decide(accessKeyId: string, question: Question, origin?: Partial<RequestOrigin>): Decision;
  /** Who can assume which roles of an account, and which roles elsewhere its users and roles can, as policies are now. It is not recorded. */
  assumePairs(accountId: string, options?: Pick<Question, 'withoutSids'>): AssumePairs;
  readonly decisions: Journal;
  /**
   * The whole state of all accounts, for JSON: every secret, session and object is in it. The record of decisions and what the emulator
   * was started with are not.
   */
  snapshot(): Snapshot;
  /** Puts a snapshot in the place of all that is there. Throws `InvalidSnapshot` for what is none, and has then changed nothing. */
  restore(snapshot: unknown): void;
  /** Empties one account, or all. Their ids go on, so that none comes twice; what the emulator was started with is there again. */
  reset(accountId?: string): void;
  close(): Promise<void>;
}

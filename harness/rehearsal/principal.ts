import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import type { Ledger } from '../cleanup/ledger.js';
import type { CallRecorder } from '../drift/recorder.js';
import { GUARD_SIDS } from '../targets/guard-boundary.js';
import type {
  Asked,
  Credentials,
  DecidedOutcome,
  Origin,
  Question,
  TargetAccount,
  TargetClientConfig,
} from '../targets/index.js';
import { type Attempt, type Attempted, type AttemptOptions, attempt as attemptOn } from './attempt.js';
import type { HasArn } from './documents.js';
import type { ClientClass } from './harmless-reads.js';
import { openedSession } from './opened-session.js';
import { placedView } from './placed-decision.js';
import type { PolicyFiles } from './policy-files.js';
import { recordInto } from './recorded.js';
import { RehearsalError } from './rehearsal-error.js';
import type { TestRecord } from './run-log.js';

/** Someone who can call: with credentials, and clients made of them. */
export interface Principal extends HasArn {
  readonly arn: string;
  readonly credentials: Credentials;
  /** A client of any SDK class. What it creates is removed after the test. */
  client<C>(Client: ClientClass<C>): C;
  /** For code under test that makes its own clients. What these create is not removed. */
  clientConfig(): TargetClientConfig;
  /** For programs: the environment variables that the AWS CLI and every SDK read. */
  env(): Promise<Readonly<Record<string, string>>>;
  /** Calls AssumeRole. The options are its members; `RoleSessionName` is `rehearsal` unless given. */
  assume(role: string | HasArn, options?: AssumeOptions): Promise<Session>;
  /** The same principal, calling from elsewhere, at another time, or through a service that forwards its request. */
  with(origin: Origin): Principal;
  /** Whether this principal may: called where that is harmless, else decided. The matchers read this. */
  attempt(attempted: Attempted, options?: AttemptOptions): Promise<Attempt>;
  /** Decides without executing. */
  decide(question: Question): Promise<DecidedOutcome>;
}

/** A principal with the temporary credentials of a role. */
export interface Session extends Principal {
  readonly expiration: Date;
}

export type AssumeOptions = Partial<Omit<AssumeRoleCommandInput, 'RoleArn'>>;

/** What every principal of an account needs. */
export interface Stage {
  readonly account: TargetAccount;
  readonly ledger: Ledger;
  readonly files: PolicyFiles;
  /** Told of every client, where calls are recorded. */
  readonly watch?: CallRecorder['watch'];
  /** Of a run that is recorded for reports. */
  readonly record?: TestRecord;
}

/** A principal with these credentials. */
export function createPrincipal(stage: Stage, who: Asked, origin?: Origin): Principal {
  const { account, ledger, files } = stage;
  const { arn, credentials } = who;
  const clientConfig = () => account.clientConfig(credentials, origin);
  const clients = new Map<ClientClass, unknown>();
  const principal: Principal = {
    arn,
    credentials,
    clientConfig,
    client<C>(Client: ClientClass<C>): C {
      const known = clients.get(Client) as C | undefined;
      if (known !== undefined) return known;
      const client = new Client(clientConfig());
      recordInto(ledger, account.id, client as Parameters<typeof recordInto>[2]);
      stage.watch?.(client as Parameters<CallRecorder['watch']>[0], { arn, credentials });
      stage.record?.watch(client as object, arn);
      clients.set(Client, client);
      return client;
    },
    async env() {
      if (origin !== undefined) throw new RehearsalError(NO_ORIGIN);
      return environment(await account.endpoint(), account.clientConfig(credentials));
    },
    assume: (role, options) =>
      assume({ stage, who, principal, origin: networkOf(origin) }, typeof role === 'string' ? role : role.arn, options),
    with: (elsewhere) => createPrincipal(stage, who, { ...origin, ...elsewhere }),
    async attempt(attempted, options) {
      const attempt = await attemptOn(principal, attempted, account, options);
      return { ...attempt, decisions: attempt.decisions.map((decision) => placedView(decision, files)) };
    },
    // The guard stands before real calls; what is only decided is about the policies of the scenario.
    async decide(question) {
      const { resource = '*' } = question;
      if (!/^(\*$|arn:)/.test(resource))
        throw new RehearsalError(
          `\`resource\` is \`${resource}\`; pass an ARN, e.g. \`arn:aws:s3:::bucket/key\`, or \`*\``,
        );
      const asked = { withoutSids: GUARD_SIDS, ...question };
      const { outcome, decision } = await account.decide(who, asked, origin);
      const placed = placedView(decision, files);
      stage.record?.decided(arn, placed);
      return { outcome, decision: placed };
    },
  };
  return principal;
}

const NO_ORIGIN =
  'a program comes from wherever it runs: `env()` cannot tell it to come from elsewhere; take it of the principal before `with`';

/** A session calls from where it was opened; the rest of an origin belongs to single requests. */
function networkOf({ sourceIp, secureTransport, vpce, vpc }: Origin = {}): Origin | undefined {
  const network = {
    ...(sourceIp !== undefined && { sourceIp }),
    ...(secureTransport !== undefined && { secureTransport }),
    ...(vpce !== undefined && { vpce }),
    ...(vpc !== undefined && { vpc }),
  };
  return Object.keys(network).length === 0 ? undefined : network;
}

interface Opener {
  readonly stage: Stage;
  readonly who: Asked;
  readonly principal: Principal;
  readonly origin: Origin | undefined;
}

async function assume(
  { stage, who, principal, origin }: Opener,
  RoleArn: string,
  options: AssumeOptions = {},
): Promise<Session> {
  const command = new AssumeRoleCommand({ RoleSessionName: 'rehearsal', ...options, RoleArn });
  const { Credentials: key, AssumedRoleUser } = await stage.account.waits.until('assume-role', () =>
    principal.client(STSClient).send(command),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration = new Date(0) } = key ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const session = openedSession(options, who.session);
  const opened = createPrincipal(stage, { arn: AssumedRoleUser?.Arn ?? '', credentials, session }, origin);
  return { ...opened, expiration: Expiration };
}

/** Empty values, since a variable that happens to be set would be mixed with these. */
function environment(
  endpoint: string | undefined,
  { region, credentials }: TargetClientConfig,
): Readonly<Record<string, string>> {
  return {
    ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

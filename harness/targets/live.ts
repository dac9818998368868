import { join } from 'node:path';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { openCallCount } from './call-count.js';
import { answersExtension } from './live-answers.js';
import { BUDGET, budgetExtension, type LiveBudget } from './live-budget.js';
import type { OperatorCredentials } from './live-caller.js';
import { createDecider } from './live-decide.js';
import { type Admitted, admit, expectedAccount, type LiveConditions } from './live-guard.js';
import { awsOnly } from './live-hosts.js';
import { refused } from './live-refusal.js';
import { namingOf, newRun } from './naming.js';
import { createRedaction, redactError } from './redaction.js';
import {
  type Credentials,
  type Naming,
  NO_CAPABILITIES,
  type Target,
  type TargetAccount,
  type TargetClientConfig,
} from './target.js';
import { MissingCapability } from './target-errors.js';
import { createWaits, type WaitOptions } from './waits.js';

export interface LiveOptions {
  readonly conditions: LiveConditions;
  /** Names everything that a run makes; random unless given. */
  readonly run?: string;
  /** When the run began, milliseconds since the epoch; now unless given. */
  readonly since?: number;
  readonly budget?: LiveBudget;
  readonly ledgerFolder?: string;
  /** Told of the plan; standard output unless given. */
  readonly print?: (text: string) => unknown;
  /** What tests put in the place of AWS. */
  readonly instead?: {
    /** Of the operator; what the SDK finds unless given. */
    readonly credentials?: OperatorCredentials;
    readonly clientConfig: (credentials: Credentials) => TargetClientConfig;
    readonly sleep: WaitOptions['sleep'];
    /** Milliseconds since the epoch, where it is not that of this machine. */
    readonly now?: () => number;
    /** For programs that make their own clients. */
    readonly endpoint?: string;
  };
}

/** Terraform waits as long for IAM: https://github.com/hashicorp/terraform-provider-aws/blob/main/docs/retries-and-waiters.md */
const PATIENCE = 120_000;

/** IAM throttles, at rates that AWS does not publish: the clients slow themselves down. What is not answered at all is asked again. */
const PATIENT = {
  retryMode: 'adaptive',
  maxAttempts: 8,
  requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
} as const;

/**
 * A real AWS account, with the SDK's own chain of credentials. Nothing is written before {@link admit} let the run in. Everything that
 * is made has the run in its name, its path and, where AWS takes them, its tags.
 */
export async function openLive(options: LiveOptions): Promise<Target> {
  const { conditions, run = newRun(), since = Date.now(), budget = BUDGET, instead } = options;
  const { ledgerFolder = join('.iam-rehearsal', 'ledger'), print = (text) => process.stdout.write(text) } = options;
  const { region } = conditions;
  expectedAccount(conditions);
  const chain = new STSClient({ region });
  const credentials = instead?.credentials ?? (await chainCredentials(chain));
  const naming = { ...namingOf(run), limit: budget.resources, isShared: true };
  const { learn, redact } = createRedaction(run);
  const answers = answersExtension(learn);
  const watching = instead === undefined ? [awsOnly(), answers] : [answers];
  const plain = (signer: Credentials): TargetClientConfig => ({
    ...(instead?.clientConfig(signer) ?? { ...PATIENT, region, credentials: signer }),
    extensions: watching,
  });
  const clients = { sts: new STSClient(plain(credentials)), iam: new IAMClient(plain(credentials)) };
  const admitted = await admit(conditions, clients, {
    ...{ naming, budget, credentials, now: (instead?.now ?? Date.now)() },
    print: (text) => print(redact(text)),
  }).catch((error: unknown) => {
    redactError(error, redact);
    throw error;
  });
  const made = openCallCount(run, ledgerFolder);
  const counted = budgetExtension(budget, { since, now: Date.now, count: made.count });
  const account = liveAccount({
    ...{ admitted, credentials, region, naming, plain, instead },
    counted: (signer) => ({ ...plain(signer), extensions: [...watching, counted] }),
  });
  return {
    name: 'live',
    region,
    capabilities: { ...NO_CAPABILITIES, signatures: true, deciding: admitted.maySimulate },
    ledgerFolder,
    forWorkers: { REHEARSAL_LIVE_RUN: run, REHEARSAL_LIVE_SINCE: String(since) },
    redact,
    account: async () => account,
    async [Symbol.asyncDispose]() {
      for (const client of [chain, clients.sts, clients.iam]) client.destroy();
      made[Symbol.dispose]();
      if (options.run === undefined) made.remove();
    },
  };
}

interface LiveAccountOptions {
  readonly instead: LiveOptions['instead'] | undefined;
  readonly admitted: Admitted;
  /** Of the operator. */
  readonly credentials: Credentials;
  readonly region: string;
  readonly naming: Naming;
  /** For removal, which no budget stops. */
  readonly plain: (signer: Credentials) => TargetClientConfig;
  readonly counted: (signer: Credentials) => TargetClientConfig;
}

function liveAccount({
  admitted,
  credentials,
  region,
  naming,
  plain,
  counted,
  instead,
}: LiveAccountOptions): TargetAccount {
  const { account: id, maySimulate } = admitted;
  const waits = createWaits({ sleep: instead?.sleep ?? wait, patience: () => PATIENCE, isExact: false });
  let decide: TargetAccount['decide'] | undefined;
  const decider = () => {
    const [iam, s3] = [new IAMClient(counted(credentials)), new S3Client(counted(credentials))];
    return createDecider({ iam, s3, account: id, region, naming, waits, now: instead?.now ?? Date.now });
  };
  return {
    id,
    administrator: credentials,
    naming,
    get clock(): never {
      throw lacking('clock', 'time cannot be moved in AWS; run this scenario on `embedded`');
    },
    get propagation(): never {
      throw lacking('propagation', 'changes take the time that AWS takes; run this scenario on `embedded`');
    },
    waits,
    clientConfig: (signer, origin) => {
      if (origin !== undefined)
        throw lacking('requestOrigin', 'AWS sees where a request comes from; run it on `embedded`');
      return counted(signer);
    },
    removalConfig: () => plain(credentials),
    endpoint: async () => instead?.endpoint,
    async decide(...question) {
      if (!maySimulate)
        throw lacking(
          'deciding',
          'the operator may not call SimulatePrincipalPolicy; allow iam:SimulatePrincipalPolicy',
        );
      decide ??= decider();
      return decide(...question);
    },
    decisionsOf: async () => undefined,
  };
}

async function chainCredentials(client: STSClient): Promise<OperatorCredentials> {
  try {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await client.config.credentials();
    return {
      ...{ accessKeyId, secretAccessKey },
      ...(sessionToken !== undefined && { sessionToken }),
      ...(expiration !== undefined && { expiration }),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refused(`no credentials were found (${reason}); set AWS_PROFILE, or sign in`, cause);
  }
}

function lacking(capability: MissingCapability['capability'], instead: string): MissingCapability {
  return new MissingCapability('live', capability, instead);
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

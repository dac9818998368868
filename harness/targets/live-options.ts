import { controlClient } from '../emulator/index.js';
import type { LiveOptions } from './live.js';
import { BUDGET, type LiveBudget } from './live-budget.js';
import { PRODUCTION_WORDS } from './production-words.js';
import { TargetUnavailable } from './target-errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the SDK's clients would follow away from AWS. */
const ENDPOINT_VARIABLE = /^AWS_ENDPOINT_URL(_IAM|_STS|_S3)?$/;

/** The run's first process prints the plan; its workers, which inherit the name of the run, only check again. */
export function liveOptions(env: Environment): LiveOptions {
  const run = runOf(env);
  const words = env.REHEARSAL_LIVE_PRODUCTION_WORDS?.split(',').flatMap((word) => word.trim() || []);
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1';
  const instead = env.REHEARSAL_LIVE_INSTEAD;
  const ignored = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true';
  return {
    ...(run && { run, print: () => undefined, ...sinceOf(env) }),
    budget: budgetOf(env),
    conditions: {
      account: env.REHEARSAL_LIVE_ACCOUNT,
      confirmation: env.REHEARSAL_LIVE_CONFIRM,
      region,
      isCi: Boolean(env.CI),
      ciIsMeant: env.REHEARSAL_LIVE_IN_CI === '1',
      productionWords: words ?? PRODUCTION_WORDS,
      elsewhere: instead || ignored ? [] : Object.keys(env).filter((name) => env[name] && ENDPOINT_VARIABLE.test(name)),
    },
    ...(instead && { instead: servedInstead(instead, region, env) }),
  };
}

function sinceOf({ REHEARSAL_LIVE_SINCE: since = '' }: Environment): Pick<LiveOptions, 'since'> {
  return /^\d{13}$/.test(since) ? { since: Number(since) } : {};
}

/** It stands in names, paths and patterns of policies. */
function runOf({ REHEARSAL_LIVE_RUN: run }: Environment): string | undefined {
  if (!run || /^[0-9a-z]{1,16}$/.test(run)) return run || undefined;
  throw new TargetUnavailable(
    `REHEARSAL_LIVE_RUN is \`${run}\`; unset it: the first process of a run sets it for its workers`,
  );
}

/** A `rehearse serve` in the place of AWS, as tests of this package use it: what is waited for there is its account's clock. */
function servedInstead(endpoint: string, region: string, env: Environment): NonNullable<LiveOptions['instead']> {
  if (!isOnThisMachine(endpoint)) {
    throw new TargetUnavailable(
      `REHEARSAL_LIVE_INSTEAD is \`${endpoint}\`, and only a server on this machine takes the place of AWS; unset it`,
    );
  }
  const control = controlClient(endpoint);
  const { REHEARSAL_LIVE_ACCOUNT: account = '', AWS_ACCESS_KEY_ID: accessKeyId = '' } = env;
  return {
    endpoint,
    credentials: { accessKeyId, secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' },
    clientConfig: (credentials) => ({ region, endpoint, credentials, forcePathStyle: true }),
    sleep: async (milliseconds) => void (await control.advance(account, milliseconds)),
  };
}

function isOnThisMachine(endpoint: string): boolean {
  return URL.canParse(endpoint) && /^(127(\.\d+){3}|\[::1\]|localhost)$/.test(new URL(endpoint).hostname);
}

function budgetOf(env: Environment): LiveBudget {
  return {
    resources: bound(env, 'REHEARSAL_LIVE_RESOURCES', BUDGET.resources),
    calls: bound(env, 'REHEARSAL_LIVE_CALLS', BUDGET.calls),
    minutes: bound(env, 'REHEARSAL_LIVE_MINUTES', BUDGET.minutes),
  };
}

function bound(env: Environment, name: string, usual: number): number {
  const text = env[name];
  if (!text) return usual;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new TargetUnavailable(`${name} is \`${text}\`; set it to a number from 1, or leave it out for ${usual}`);
}

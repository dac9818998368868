import {
  GetRoleCommand,
  type IAMClient,
  ListAccountAliasesCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { errorCode } from '../cleanup/error-code.js';
import { TargetUnavailable } from './target-errors.js';

/** What the operator said about the account; nothing is written before all of it fits. */
export interface LiveConditions {
  /** REHEARSAL_LIVE_ACCOUNT */
  readonly account: string | undefined;
  /** REHEARSAL_LIVE_CONFIRM */
  readonly confirmation: string | undefined;
  readonly region: string;
  readonly isCi: boolean;
  /** REHEARSAL_LIVE_IN_CI=1 */
  readonly ciIsMeant: boolean;
  /** An alias that has one of these in it is refused. */
  readonly productionWords: readonly string[];
}

/** How much a run may make and call before it is stopped. */
export interface LiveBudget {
  readonly resources: number;
  readonly calls: number;
  readonly minutes: number;
}

export interface LiveCaller {
  readonly account: string;
  readonly arn: string;
}

export interface LiveClients {
  readonly sts: STSClient;
  readonly iam: IAMClient;
}

/**
 * Lets a run into a real account, or throws {@link TargetUnavailable} with what to do. It only reads. `print` is handed the plan before
 * the confirmation is looked at, so that whoever forgot it sees what it would be for.
 */
export async function admit(
  conditions: LiveConditions,
  clients: LiveClients,
  plan: { readonly path: string; readonly budget: LiveBudget; print(text: string): void },
): Promise<LiveCaller> {
  const expected = expectedAccount(conditions);
  const caller = await callerIdentity(clients.sts);
  if (caller.account !== expected) {
    throw refused(`the credentials belong to the account ${caller.account}, and REHEARSAL_LIVE_ACCOUNT is ${expected}`);
  }
  if (caller.arn.endsWith(':root')) {
    throw refused('the credentials are those of the root user, which cannot assume roles: use an administrator');
  }
  const alias = await accountAlias(clients.iam);
  const word = conditions.productionWords.find((it) => alias?.toLowerCase().includes(it.toLowerCase()));
  if (word !== undefined) {
    throw refused(
      `the account's alias \`${alias}\` looks like production (\`${word}\`); use another account, or list other words in REHEARSAL_LIVE_PRODUCTION_WORDS`,
    );
  }
  const missing = await missingPermissions(caller, clients.iam);
  if (missing !== 'unknown' && missing.length > 0) {
    throw refused(`\`${caller.arn}\` may not do what a run needs: ${missing.join(', ')}`);
  }
  plan.print(planText({ caller, alias, region: conditions.region, checked: missing !== 'unknown', ...plan }));
  if (conditions.confirmation !== expected) {
    throw refused(`nothing was confirmed: set REHEARSAL_LIVE_CONFIRM to ${expected} to go on as planned`);
  }
  return caller;
}

/** The account that is meant; looked at before anything of AWS is asked for. */
export function expectedAccount({ account, isCi, ciIsMeant }: LiveConditions): string {
  if (account === undefined || account === '') {
    throw refused('set REHEARSAL_LIVE_ACCOUNT to the twelve digits of the account that is meant');
  }
  if (!/^\d{12}$/.test(account)) {
    throw refused(`REHEARSAL_LIVE_ACCOUNT is \`${account}\`; an account has twelve digits`);
  }
  if (isCi && !ciIsMeant) {
    throw refused('CI is set: set REHEARSAL_LIVE_IN_CI=1 as well if a pipeline is to use a real account');
  }
  return account;
}

async function callerIdentity(sts: STSClient): Promise<LiveCaller> {
  try {
    const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { account: Account, arn: Arn };
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const code = errorCode(cause);
    if (code === 'ExpiredToken') throw refused(`the credentials have expired (${reason}); sign in again`, cause);
    if (code === 'CredentialsProviderError')
      throw refused(`no credentials were found (${reason}); set AWS_PROFILE, or sign in`, cause);
    throw refused(`GetCallerIdentity failed (${reason}); check the credentials`, cause);
  }
}

async function accountAlias(iam: IAMClient): Promise<string | undefined> {
  try {
    return (await iam.send(new ListAccountAliasesCommand({}))).AccountAliases?.[0];
  } catch (cause) {
    throw refused(
      `the account's alias could not be read (${errorCode(cause)}), which must not look like production; allow iam:ListAccountAliases`,
      cause,
    );
  }
}

/** What every run needs; a scenario may need more. */
const NEEDED = [
  'iam:CreateUser',
  'iam:DeleteUser',
  'iam:CreateAccessKey',
  'iam:DeleteAccessKey',
  'iam:PutUserPolicy',
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:PutRolePolicy',
  'iam:AttachRolePolicy',
  'iam:CreatePolicy',
  'iam:DeletePolicy',
];

/** `unknown` where the caller may not ask. */
async function missingPermissions({ arn }: LiveCaller, iam: IAMClient): Promise<readonly string[] | 'unknown'> {
  try {
    const PolicySourceArn = await identityOf(arn, iam);
    if (PolicySourceArn === undefined) return 'unknown';
    const answer = await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: NEEDED }));
    return (answer.EvaluationResults ?? []).flatMap(({ EvalActionName = '', EvalDecision }) =>
      EvalDecision === 'allowed' ? [] : [EvalActionName],
    );
  } catch (error) {
    if (errorCode(error) === 'AccessDenied') return 'unknown';
    throw refused(`SimulatePrincipalPolicy failed (${errorCode(error)}), which writes nothing`, error);
  }
}

/** The simulator takes users and roles; the ARN of a session does not show the path of its role. */
async function identityOf(arn: string, iam: IAMClient): Promise<string | undefined> {
  const [, kind, name] = /:(user|assumed-role)\/(?:.*\/)?([^/]+)(?:\/[^/]*)?$/.exec(arn) ?? [];
  if (kind === 'user') return arn;
  const [, RoleName = name] = /:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (kind === undefined || RoleName === undefined) return undefined;
  return (await iam.send(new GetRoleCommand({ RoleName }))).Role?.Arn;
}

interface Plan {
  readonly caller: LiveCaller;
  readonly alias: string | undefined;
  readonly region: string;
  readonly path: string;
  readonly budget: LiveBudget;
  readonly checked: boolean;
}

function planText({ caller, alias, region, path, budget, checked }: Plan): string {
  const permissions = checked
    ? 'checked with SimulatePrincipalPolicy'
    : 'not checked: SimulatePrincipalPolicy is denied';
  return [
    'iam-rehearsal: the plan for a real account',
    `  account      ${caller.account}${alias === undefined ? '' : ` (${alias})`}, region ${region}`,
    `  caller       ${caller.arn}; its permissions were ${permissions}`,
    `  creates      users, access keys, groups, roles, policies and buckets, at most ${budget.resources}, under ${path}`,
    `  calls        at most ${budget.calls} in ${budget.minutes} minutes; IAM and STS are free, buckets stay empty or nearly so`,
    '  afterwards   everything is removed; what a killed run leaves is removed by `rehearse sweep`',
    '',
  ].join('\n');
}

function refused(what: string, cause?: unknown): TargetUnavailable {
  return new TargetUnavailable(`the target \`live\` was not entered, and nothing was written: ${what}`, { cause });
}

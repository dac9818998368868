import {
  GetRoleCommand,
  type IAMClient,
  ListAccountAliasesCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { errorCode } from '../cleanup/error-code.js';
import { guardArns } from './guard-boundary.js';
import type { LiveBudget } from './live-budget.js';
import type { Naming } from './target.js';
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
  /** Variables of the environment that lead away from AWS. */
  readonly elsewhere: readonly string[];
}

export interface LiveCaller {
  readonly account: string;
  readonly arn: string;
}

/** A caller that was let in. */
export interface Admitted extends LiveCaller {
  /** Whether it may ask SimulatePrincipalPolicy. */
  readonly maySimulate: boolean;
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
  plan: { readonly naming: Naming; readonly budget: LiveBudget; print(text: string): void },
): Promise<Admitted> {
  const expected = expectedAccount(conditions);
  const caller = await callerIdentity(clients.sts);
  if (caller.account !== expected) {
    throw refused(
      `the credentials belong to the account ${lastDigits(caller.account)}, and REHEARSAL_LIVE_ACCOUNT is ${lastDigits(expected)}`,
    );
  }
  if (caller.arn.endsWith(':root')) {
    throw refused('the credentials are those of the root user, which cannot assume roles: use an administrator');
  }
  if (!caller.arn.startsWith('arn:aws:')) {
    throw refused('the account is in another partition than `aws`, where its guard was never tried');
  }
  const alias = await accountAlias(clients.iam);
  const word = conditions.productionWords.find((it) => alias?.toLowerCase().includes(it.toLowerCase()));
  if (word !== undefined) {
    throw refused(
      `the account's alias looks like production (\`${word}\` is in it); use another account, or list other words in REHEARSAL_LIVE_PRODUCTION_WORDS`,
    );
  }
  const missing = await missingPermissions(caller, clients.iam, plan.naming);
  if (missing !== 'unknown' && missing.length > 0) {
    throw refused(`the caller may not do what a run needs: ${missing.join(', ')}`);
  }
  plan.print(planText({ caller, hasAlias: alias !== undefined, conditions, checked: missing !== 'unknown', ...plan }));
  if (conditions.confirmation !== expected) {
    throw refused(`nothing was confirmed: set REHEARSAL_LIVE_CONFIRM to the account too to go on as planned`);
  }
  return { ...caller, maySimulate: missing !== 'unknown' };
}

/** The account that is meant; looked at before anything of AWS is asked for. */
export function expectedAccount({ account, isCi, ciIsMeant, elsewhere }: LiveConditions): string {
  if (account === undefined || account === '') {
    throw refused('set REHEARSAL_LIVE_ACCOUNT to the twelve digits of the account that is meant');
  }
  if (!/^\d{12}$/.test(account)) {
    throw refused(`REHEARSAL_LIVE_ACCOUNT is \`${account}\`; an account has twelve digits`);
  }
  if (isCi && !ciIsMeant) {
    throw refused('CI is set: set REHEARSAL_LIVE_IN_CI=1 as well if a pipeline is to use a real account');
  }
  if (elsewhere.length > 0) {
    throw refused(`${elsewhere.join(' and ')} lead away from AWS: unset them, or use REHEARSAL_TARGET=endpoint`);
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

/** What every run needs, by the kind of resource; a scenario may need more. */
const NEEDED = {
  user: [
    'iam:CreateUser',
    'iam:DeleteUser',
    'iam:CreateAccessKey',
    'iam:DeleteAccessKey',
    'iam:PutUserPolicy',
    'iam:TagUser',
  ],
  role: ['iam:CreateRole', 'iam:DeleteRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:TagRole'],
  policy: ['iam:CreatePolicy', 'iam:DeletePolicy', 'iam:TagPolicy'],
};

/** Asked for resources of the run, made with its guard: an operator may be allowed no more. `unknown` where the caller may not ask. */
async function missingPermissions(
  { account, arn }: LiveCaller,
  iam: IAMClient,
  { run, prefix, path }: Naming,
): Promise<readonly string[] | 'unknown'> {
  const guard = guardArns(run).replace('::*:', `::${account}:`).replace('*', '');
  const ContextEntries = [
    { ContextKeyName: 'iam:PermissionsBoundary', ContextKeyType: 'string' as const, ContextKeyValues: [guard] },
  ];
  try {
    const PolicySourceArn = await identityOf(arn, iam);
    if (PolicySourceArn === undefined) return 'unknown';
    const missing: string[] = [];
    for (const [kind, ActionNames] of Object.entries(NEEDED)) {
      const ResourceArns = [`arn:aws:iam::${account}:${kind}${path}${prefix}x`];
      const asked = { PolicySourceArn, ActionNames, ResourceArns, ContextEntries };
      const { EvaluationResults = [] } = await iam.send(new SimulatePrincipalPolicyCommand(asked));
      missing.push(
        ...EvaluationResults.flatMap((it) => (it.EvalDecision === 'allowed' ? [] : (it.EvalActionName ?? []))),
      );
    }
    return missing;
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
  readonly hasAlias: boolean;
  readonly conditions: LiveConditions;
  readonly naming: Naming;
  readonly budget: LiveBudget;
  readonly checked: boolean;
}

/** Logs of pipelines are read by many: neither the account, nor its alias, nor the caller's name. */
function planText({ caller, hasAlias, conditions, naming, budget, checked }: Plan): string {
  const kind = /:assumed-role\//.test(caller.arn) ? 'a session of a role' : 'an IAM user';
  const permissions = checked
    ? 'checked with SimulatePrincipalPolicy'
    : 'not checked: SimulatePrincipalPolicy is denied';
  const alias = hasAlias ? `its alias has none of ${conditions.productionWords.join(', ')} in it` : 'no alias';
  return [
    'iam-rehearsal: the plan for a real account',
    `  account      ${lastDigits(caller.account)}, that of REHEARSAL_LIVE_ACCOUNT; ${alias}; region ${conditions.region}`,
    `  caller       ${kind}; its permissions were ${permissions}`,
    `  creates      users, access keys, groups, roles, policies and buckets, at most ${budget.resources}, under ${naming.path}`,
    '  guard        every user and role has a permissions boundary: it changes nothing that the run did not make',
    `  calls        at most ${budget.calls} in ${budget.minutes} minutes; IAM and STS are free, buckets stay empty or nearly so`,
    `  decides      ${checked ? 'what is only decided is asked of SimulatePrincipalPolicy, which executes nothing' : 'nothing without calling it: SimulatePrincipalPolicy is denied'}`,
    '  afterwards   everything is removed; what a killed run leaves is removed by `rehearse sweep`',
    '',
  ].join('\n');
}

/** Enough to tell one's own accounts apart. */
function lastDigits(account: string): string {
  return account.replace(/^\d{8}/, '********');
}

function refused(what: string, cause?: unknown): TargetUnavailable {
  return new TargetUnavailable(`the target \`live\` was not entered, and nothing was written: ${what}`, { cause });
}

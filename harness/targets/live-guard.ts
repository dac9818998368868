import { type IAMClient, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import type { STSClient } from '@aws-sdk/client-sts';
import { errorCode } from '../cleanup/error-code.js';
import type { LiveBudget } from './live-budget.js';
import {
  type LiveCaller,
  liveCaller,
  type OperatorCredentials,
  refuseClosedIam,
  refuseExpiring,
} from './live-caller.js';
import { missingPermissions } from './live-permissions.js';
import { lastDigits, planText } from './live-plan.js';
import { refused } from './live-refusal.js';
import type { Naming } from './target.js';

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

/** A caller that was let in. */
export interface Admitted extends LiveCaller {
  /** Whether it may ask SimulatePrincipalPolicy. */
  readonly maySimulate: boolean;
}

export interface LiveClients {
  readonly sts: STSClient;
  readonly iam: IAMClient;
}

interface Entry {
  readonly naming: Naming;
  readonly budget: LiveBudget;
  readonly credentials: OperatorCredentials;
  /** Milliseconds since the epoch. */
  readonly now: number;
  print(text: string): void;
}

/**
 * Lets a run into a real account, or throws `TargetUnavailable` with what to do. It only reads. `print` is handed the plan before
 * the confirmation is looked at, so that whoever forgot it sees what it would be for.
 */
export async function admit(conditions: LiveConditions, { sts, iam }: LiveClients, entry: Entry): Promise<Admitted> {
  const { naming, budget, credentials, now, print } = entry;
  const { productionWords, region, confirmation } = conditions;
  const expected = expectedAccount(conditions);
  const caller = await liveCaller(sts, credentials);
  if (caller.account !== expected) {
    throw refused(
      `the credentials belong to the account ${lastDigits(caller.account)}, and REHEARSAL_LIVE_ACCOUNT is ${lastDigits(expected)}`,
    );
  }
  refuseExpiring(credentials, budget.minutes, now);
  const alias = await accountAlias(iam, caller);
  const word = productionWords.find((it) => alias?.toLowerCase().includes(it.toLowerCase()));
  if (word !== undefined) {
    throw refused(
      `the account's alias looks like production (\`${word}\` is in it); use another account, or list other words in REHEARSAL_LIVE_PRODUCTION_WORDS`,
    );
  }
  const missing = await missingPermissions(caller, iam, naming);
  const checked = missing !== 'unknown';
  if (checked && missing.length > 0) {
    throw refused(`the caller may not do what a run needs: ${missing.join(', ')}`);
  }
  print(planText({ caller, hasAlias: alias !== undefined, region, productionWords, naming, budget, checked }));
  if (confirmation !== expected) {
    throw refused(`nothing was confirmed: set REHEARSAL_LIVE_CONFIRM to the account too to go on as planned`);
  }
  return { ...caller, maySimulate: checked };
}

/** The account that is meant; looked at before anything of AWS is asked for. */
export function expectedAccount({ account, region, isCi, ciIsMeant, elsewhere }: LiveConditions): string {
  if (account === undefined || account === '') {
    throw refused('set REHEARSAL_LIVE_ACCOUNT to the twelve digits of the account that is meant');
  }
  if (!/^\d{12}$/.test(account)) {
    throw refused(`REHEARSAL_LIVE_ACCOUNT is \`${account}\`; an account has twelve digits`);
  }
  if (/^(cn|us-gov|us-iso[a-z]*|eu-isoe|eusc)-/.test(region)) {
    throw refused(
      `the region \`${region}\` is in another partition than \`aws\`, where its guard was never tried: set AWS_REGION`,
    );
  }
  if (isCi && !ciIsMeant) {
    throw refused('CI is set: set REHEARSAL_LIVE_IN_CI=1 as well if a pipeline is to use a real account');
  }
  if (elsewhere.length > 0) {
    throw refused(`${elsewhere.join(' and ')} lead away from AWS: unset them, or use REHEARSAL_TARGET=endpoint`);
  }
  return account;
}

async function accountAlias(iam: IAMClient, caller: LiveCaller): Promise<string | undefined> {
  try {
    return (await iam.send(new ListAccountAliasesCommand({}))).AccountAliases?.[0];
  } catch (cause) {
    refuseClosedIam(cause, caller);
    throw refused(
      `the account's alias could not be read (${errorCode(cause)}), which must not look like production; allow iam:ListAccountAliases`,
      cause,
    );
  }
}

import type { LiveBudget } from './live-budget.js';
import type { LiveCaller } from './live-caller.js';
import type { Naming } from './target.js';

export interface Plan {
  readonly caller: LiveCaller;
  readonly hasAlias: boolean;
  readonly region: string;
  readonly productionWords: readonly string[];
  readonly naming: Naming;
  readonly budget: LiveBudget;
  /** Whether SimulatePrincipalPolicy answered. */
  readonly checked: boolean;
}

/** Logs of pipelines are read by many: neither the account, nor its alias, nor the caller's name. */
export function planText({ caller, hasAlias, region, productionWords, naming, budget, checked }: Plan): string {
  const permissions = checked
    ? 'checked with SimulatePrincipalPolicy'
    : 'not checked: SimulatePrincipalPolicy is denied';
  const alias = hasAlias ? `its alias has none of ${productionWords.join(', ')} in it` : 'no alias';
  const decides = checked
    ? 'what is only decided is asked of SimulatePrincipalPolicy, which executes nothing'
    : 'nothing without calling it: SimulatePrincipalPolicy is denied';
  return [
    'iam-rehearsal: the plan for a real account',
    `  account      ${lastDigits(caller.account)}, that of REHEARSAL_LIVE_ACCOUNT; ${alias}; region ${region}`,
    `  caller       ${caller.kind}; its permissions were ${permissions}`,
    `  creates      users, access keys, groups, roles, policies and buckets, at most ${budget.resources}, under ${naming.path}`,
    '  guard        every user and role has a permissions boundary: it changes nothing that the run did not make',
    `  calls        at most ${budget.calls} in ${budget.minutes} minutes; IAM and STS are free, buckets stay empty or nearly so`,
    `  decides      ${decides}`,
    '  afterwards   everything is removed; what a killed run leaves is removed by `rehearse sweep`',
    '',
  ].join('\n');
}

/** Enough to tell one's own accounts apart. */
export function lastDigits(account: string): string {
  return account.replace(/^\d{8}/, '********');
}

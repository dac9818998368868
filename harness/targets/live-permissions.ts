import { type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { errorCode } from '../cleanup/error-code.js';
import { attachableArns, guardArns } from './guard-boundary.js';
import { identityOf, type LiveCaller } from './live-caller.js';
import { refused } from './live-refusal.js';
import type { Naming } from './target.js';

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
export async function missingPermissions(
  caller: LiveCaller,
  iam: IAMClient,
  { run, prefix, path }: Naming,
): Promise<readonly string[] | 'unknown'> {
  const { account } = caller;
  const guard = guardArns(run).replace('::*:', `::${account}:`).replace('*', '');
  const [ofAws = ''] = attachableArns(run);
  const ContextEntries = [
    entry('iam:PermissionsBoundary', guard),
    entry('iam:PolicyARN', ofAws.replace('*', 'AdministratorAccess')),
  ];
  const PolicySourceArn = await identityOf(caller, iam);
  if (PolicySourceArn === undefined) return 'unknown';
  try {
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

function entry(ContextKeyName: string, value: string) {
  return { ContextKeyName, ContextKeyType: 'string' as const, ContextKeyValues: [value] };
}

import { AssumeRootCommand, type AssumeRootCommandInput } from '@aws-sdk/client-sts';
import { callerArn, type SignedCaller } from '../../account/callers.js';
import { policyText } from '../../account/managed-policies.js';
import { AwsError } from '../../aws/errors.js';
import { gather, type PolicyGroup } from '../../engine/index.js';
import { type OperationCall, operation } from '../operation.js';
import { credentialsOf, tokenSize } from './credentials.js';
import { sizedToken } from './token-size.js';

type Call = OperationCall<Readonly<AssumeRootCommandInput>>;

/** "You must use one of following AWS managed policies to scope root session actions." */
const TASKS: ReadonlySet<string> = new Set(
  [
    'IAMAuditRootUserCredentials',
    'IAMCreateRootUserPassword',
    'IAMDeleteRootUserCredentials',
    'S3UnlockBucketPolicy',
    'SQSUnlockQueuePolicy',
  ].map((name) => `arn:aws:iam::aws:policy/root-task/${name}`),
);

/**
 * Lets the management account of an organization, or a delegated administrator of IAM, act as the root user of a member account for one
 * task. EnableOrganizationsRootSessions is not implemented: an organization that is told to the emulator has centralized root access. AWS's
 * words for a wrong target or task are not known.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-access-management.html
 */
export const assumeRoot = operation(AssumeRootCommand, {
  needs: (call: Call) => {
    const { caller } = call;
    if (caller.kind === 'root')
      throw new AwsError('AccessDenied', '`AssumeRoot` cannot be called with root user credentials');
    const target = targetOf(call);
    const taskPolicyArn = taskOf(call);
    return {
      resource: rootArn(target),
      resourceAccount: target,
      resourcePolicy: centralizedAccess(call, target),
      keys: { 'sts:TaskPolicyArn': taskPolicyArn },
    };
  },
  run: (call: Call) => {
    const { caller, accounts, input } = call;
    const target = targetOf(call);
    if (caller.kind === 'anonymous' || !isMemberOf(call, target)) throw notAuthorized(caller, target);
    const session = accounts.get(target).sessions.openForRoot({
      taskPolicyArn: taskOf(call),
      sourceIdentity: caller.kind === 'assumed-role' ? caller.session.sourceIdentity : undefined,
      durationSeconds: input.DurationSeconds ?? 900,
      ...sizedToken({ ...input, PolicyArns: [] }),
    });
    const { sourceIdentity } = session;
    return {
      Credentials: credentialsOf(session),
      ...tokenSize(session),
      ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
    };
  },
});

const TARGET = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/;

/** "The member account principal ARN or account ID." */
function targetOf({ input }: Call): string {
  const { TargetPrincipal: principal = '' } = input;
  const [, account] = TARGET.exec(principal) ?? [];
  if (account === undefined) throw new AwsError('ValidationError', `${principal} is invalid`);
  return account;
}

function taskOf({ input, account }: Call): string {
  const arn = input.TaskPolicyArn?.arn ?? '';
  if (TASKS.has(arn) && policyText(arn, account.policies, account.awsPolicies) !== undefined) return arn;
  throw new AwsError('ValidationError', `\`${arn}\` is no policy of a root task: pass one of ${[...TASKS].join(', ')}`);
}

function isMemberOf({ account, accounts }: Call, target: string): boolean {
  const [ours, theirs] = [accounts.membership(account.id), accounts.membership(target)];
  return (
    ours?.managesRootAccess === true &&
    theirs !== undefined &&
    theirs.organizationId === ours.organizationId &&
    theirs.scps !== undefined &&
    target !== account.id
  );
}

/** Centralized root access is what a policy on the root user of each member would be that trusts the account which manages it. */
function centralizedAccess(call: Call, target: string): PolicyGroup {
  const { account } = call;
  if (!isMemberOf(call, target)) return gather([]);
  const Statement = { Effect: 'Allow', Principal: { AWS: account.id }, Action: 'sts:AssumeRoot', Resource: '*' };
  const policy = account.compiled.accepted(JSON.stringify({ Version: '2012-10-17', Statement }), 'resource');
  return gather([{ policy, source: { name: 'centralized root access', attachedTo: rootArn(target) } }]);
}

function rootArn(account: string): string {
  return `arn:aws:iam::${account}:root`;
}

function notAuthorized(caller: Call['caller'], target: string): AwsError {
  const who = caller.kind === 'anonymous' ? 'anonymous' : callerArn(caller satisfies SignedCaller);
  return new AwsError(
    'AccessDenied',
    `User: ${who} is not authorized to perform: sts:AssumeRoot on resource: ${rootArn(target)}`,
  );
}

import { AssumeRoleCommand, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { callerArn } from '../../account/callers.js';
import type { Role } from '../../account/roles.js';
import type { RoleSession } from '../../account/sessions.js';
import { AwsError } from '../../aws/errors.js';
import { gather } from '../../engine/index.js';
import { type Need, type OperationCall, operation } from '../operation.js';
import { roleWithArn } from '../roles-by-arn.js';
import { credentialsOf, tokenSizes } from './credentials.js';
import { showsMfa } from './mfa.js';
import { requestContextKeys, requestContextOf, sessionContextKeys } from './provided-contexts.js';
import { sessionKeysOfService } from './service-sessions.js';
import { sessionPolicies } from './session-policies.js';
import { inheritedTags, sessionTags } from './session-tags.js';
import { sizedToken } from './token-size.js';

type Call = OperationCall<Readonly<AssumeRoleCommandInput>>;

/**
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const assumeRole = operation(AssumeRoleCommand, {
  needs: (call: Call) => {
    const { caller, input } = call;
    if (caller.kind === 'root') throw new AwsError('AccessDenied', 'Roles may not be assumed by root accounts.');
    const permission = permissionToAssume(call);
    const isTagged = (input.Tags ?? []).length > 0 || inheritedTags(caller).length > 0;
    return [
      permission,
      ...(isTagged ? [{ ...permission, action: 'sts:TagSession' }] : []),
      ...(sourceIdentity(call) === undefined ? [] : [{ ...permission, action: 'sts:SetSourceIdentity' }]),
      ...(input.ProvidedContexts?.length ? [{ ...permission, action: 'sts:SetContext' }] : []),
    ];
  },
  run: (call: Call) => {
    const { caller, input } = call;
    refuseOtherSourceIdentity(call);
    const { role, account } = roleOf(call);
    if (role === undefined) throw new AwsError('AccessDenied', 'Access denied');
    const chained = caller.kind !== 'anonymous' && caller.session !== undefined;
    const tags = sessionTags(input, caller);
    const session = account.sessions.open({
      role,
      sessionName: input.RoleSessionName ?? '',
      durationSeconds: duration(input.DurationSeconds ?? 3600, role, chained),
      sessionPolicies: sessionPolicies(input, account),
      ...tags,
      ...sizedToken(input, tags.tags),
      sourceIdentity: sourceIdentity(call),
      chained,
      openedBy: caller.kind === 'anonymous' ? undefined : callerArn(caller),
      contextKeys: {
        ...sessionContextKeys(requestContextOf(input.ProvidedContexts)),
        ...(caller.kind === 'service' && sessionKeysOfService(call.facts.origin)),
      },
    });
    return describeSession(session, role);
  },
});

/**
 * The role's trust policy and the caller's own policies decide together. Here, and only here, the MFA code counts: "the temporary
 * credentials returned by AssumeRole do not include MFA information in the context".
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
function permissionToAssume(call: Call): Need {
  const { input } = call;
  const { role, account } = roleOf(call);
  const withMfa = showsMfa(call);
  return {
    resource: input.RoleArn ?? '',
    resourceAccount: account.id,
    trustPolicy: role === undefined ? gather([]) : account.permissions.trust(role),
    resourceTags: role?.tags,
    requestTags: input.Tags,
    keys: {
      ...requestContextKeys(requestContextOf(input.ProvidedContexts)),
      ...(withMfa && { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }),
      'sts:ExternalId': input.ExternalId,
      'sts:RoleSessionName': input.RoleSessionName,
      'sts:SourceIdentity': sourceIdentity(call),
      'sts:TransitiveTagKeys': input.TransitiveTagKeys?.length ? input.TransitiveTagKeys : undefined,
    },
  };
}

/** A role that does not exist is refused as one that does not trust the caller: its name must not be found out. */
function roleOf({ accounts, input }: Call) {
  const arn = input.RoleArn ?? '';
  const found = roleWithArn(arn, accounts);
  if (found === undefined) throw new AwsError('ValidationError', `${arn} is invalid`);
  return found;
}

/**
 * "The value that is set cannot be changed during the role session." AWS's words for it were seen nowhere; these are ours.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
function refuseOtherSourceIdentity({ caller, input }: Call): void {
  const set = caller.kind === 'assumed-role' ? caller.session.sourceIdentity : undefined;
  if (set === undefined || input.SourceIdentity === undefined || input.SourceIdentity === set) return;
  throw new AwsError('AccessDenied', 'The source identity of the calling session cannot be changed.');
}

/** A source identity stays with the session that it was set for, and with those that it opens. */
function sourceIdentity({ caller, input }: Call): string | undefined {
  return input.SourceIdentity ?? (caller.kind === 'assumed-role' ? caller.session.sourceIdentity : undefined);
}

/**
 * AWS holds a session that GetSessionToken opened to the limit of role chaining too.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
function duration(seconds: number, role: Role, chained: boolean): number {
  if (chained && seconds > 3600) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > role.maxSessionDuration) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  return seconds;
}

function describeSession(session: RoleSession, role: Role) {
  const { sessionName, arn, sourceIdentity: identity } = session;
  return {
    Credentials: credentialsOf(session),
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${sessionName}`, Arn: arn },
    ...tokenSizes(session),
    ...(identity !== undefined && { SourceIdentity: identity }),
  };
}

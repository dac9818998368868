import type { Caller } from '../account/caller.js';
import { callerArn } from '../account/callers.js';
import type { ServiceId } from '../aws/application.js';
import { type Decision, refusalClause } from '../engine/index.js';

/** A call that was refused, as far as AWS's sentence about it needs to know. */
export interface Refusal {
  readonly service: ServiceId;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly decision: Decision;
}

/**
 * AWS's sentence for a refused call: `User: CALLER is not authorized to perform: ACTION[ on resource: RESOURCE][CLAUSE]`. How the
 * resource is named depends on the operation alone, the clause on the layer alone. Glue's crawlers show how a service is named.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function refusalText(refusal: Refusal): string {
  const { service, caller, decision } = refusal;
  const { action, principal, resourceAccount } = decision.request;
  if (principal.type === 'federated') return `Not authorized to perform ${action}`;
  if (caller.kind === 'anonymous') return 'Access Denied';
  const isOutside = caller.kind === 'service' || resourceAccount !== caller.account.id;
  if (action.startsWith('s3:') && isOutside) return 'Access Denied';
  const resource = service === 'iam' ? iamResource(refusal) : RESOURCE[service](refusal);
  const on = resource === undefined ? '' : ` on resource: ${resource}`;
  return `${caller.kind === 'service' ? 'Service Principal' : 'User'}: ${callerArn(caller)} is not authorized to perform: ${action}${on}${hasClause(refusal) ? refusalClause(decision) : ''}`;
}

const STS_WITHOUT_RESOURCE: ReadonlySet<string> = new Set([
  'DecodeAuthorizationMessage',
  'GetAccessKeyInfo',
  'GetScopedCredentials',
]);

const RESOURCE = {
  /** The key of KMS that an object is encrypted with stands without quotes, as KMS says it. */
  s3: ({ operation, decision: { request } }: Refusal) => {
    if (operation === 'ListBuckets') return undefined;
    return request.action.startsWith('s3:') ? `"${request.resource}"` : request.resource;
  },
  sts: ({ operation, decision: { request } }: Refusal) =>
    STS_WITHOUT_RESOURCE.has(operation) ? undefined : request.resource,
} as const;

/** STS names either the resource or the layer. */
function hasClause({ service, operation }: Refusal): boolean {
  return service !== 'sts' || STS_WITHOUT_RESOURCE.has(operation);
}

/** The exceptions to the rule that the member which names the target names it in the sentence too. */
const IAM_RESOURCE: Readonly<Record<string, (refusal: Refusal) => string>> = {
  CreateUser: made,
  CreateRole: made,
  CreateGroup: made,
  CreateInstanceProfile: made,
  CreateServiceLinkedRole: made,
  CreatePolicy: ({ input }) => `policy ${input.PolicyName}`,
  ListUsers: (refusal) => listed(refusal, 'user'),
  ListRoles: (refusal) => listed(refusal, 'role'),
  ListGroups: (refusal) => listed(refusal, 'group'),
  ListInstanceProfiles: (refusal) => listed(refusal, 'instance-profile'),
  AddRoleToInstanceProfile: ({ decision, input }) =>
    decision.request.action === 'iam:PassRole'
      ? decision.request.resource
      : `instance profile ${input.InstanceProfileName}`,
  RemoveRoleFromInstanceProfile: ({ input }) => `instance profile ${input.InstanceProfileName}`,
  ListPolicies: ({ input }) => `policy path ${input.PathPrefix ?? '/'}`,
  GetAccessKeyLastUsed: ({ input }) => `access key ${input.AccessKeyId}`,
  GetUser: (refusal) => `user ${refusal.input.UserName ?? ownName(refusal.caller)}`,
  ListAccessKeys: gluedNull,
  CreateAccessKey: gluedNull,
  UpdateAccessKey: gluedNull,
  DeleteAccessKey: gluedNull,
  AddUserToGroup: ({ input }) => `group ${input.GroupName}`,
  RemoveUserFromGroup: ({ input }) => `group ${input.GroupName}`,
};

/** The members that name a target; the first that is there counts. */
const NAMING_MEMBERS = [
  ['UserName', 'user'],
  ['RoleName', 'role'],
  ['GroupName', 'group'],
  ['InstanceProfileName', 'instance profile'],
  ['PolicyArn', 'policy'],
] as const;

function iamResource(refusal: Refusal): string {
  const { operation, input, decision } = refusal;
  const exception = Object.hasOwn(IAM_RESOURCE, operation) ? IAM_RESOURCE[operation] : undefined;
  if (exception) return exception(refusal);
  for (const [member, word] of NAMING_MEMBERS) if (input[member] !== undefined) return `${word} ${input[member]}`;
  return decision.request.resource;
}

/** What a call would make is named by the ARN that it will have. */
function made({ decision }: Refusal): string {
  return decision.request.resource;
}

/** A listing is named by the ARN of its type with the path prefix, without a `*`. */
function listed({ caller, input }: Refusal, type: string): string {
  const account = caller.kind === 'anonymous' ? '' : caller.account.id;
  return `arn:aws:iam::${account}:${type}/${String(input.PathPrefix ?? '/').slice(1)}`;
}

/** AWS glues "null" to the caller's name where the request left the user out. */
function gluedNull({ input, caller }: Refusal): string {
  return `user ${input.UserName ?? `null${ownName(caller)}`}`;
}

function ownName(caller: Caller): string {
  if (caller.kind === 'user') return caller.user.name;
  return caller.kind === 'assumed-role' ? caller.session.sessionName : '';
}

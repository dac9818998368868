import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';

/** A call that can be made without changing anything, to see whether its action is allowed. */
export interface Read {
  readonly client: ClientClass;
  readonly command: object;
}

// biome-ignore lint/suspicious/noExplicitAny: the constructor of any SDK client
export type ClientClass<C = any> = new (config: any) => C;

/** A listing has no resource: about a certain one it would tell nothing. */
const listing = (client: ClientClass, command: object) => (resource: string | undefined) =>
  resource === undefined || resource === '*' ? { client, command } : undefined;

/** The name at the end of an ARN; undefined where the ARN is not of this type. */
const named = (type: string, resource: string | undefined) =>
  new RegExp(`^arn:aws:iam::\\d{12}:${type}/(?:.*/)?([^/]+)$`).exec(resource ?? '')?.[1];

const bucket = (resource: string | undefined) => /^arn:aws:s3:::([^/*?]+)$/.exec(resource ?? '')?.[1];

const readBucket = (make: (Bucket: string) => object) => (resource: string | undefined) => {
  const Bucket = bucket(resource);
  return Bucket === undefined ? undefined : { client: s3.S3Client, command: make(Bucket) };
};

const readEntity = (type: string, make: (name: string) => object) => (resource: string | undefined) => {
  const name = named(type, resource);
  return name === undefined ? undefined : { client: iam.IAMClient, command: make(name) };
};

/**
 * The actions that are really called when they are given by name. Every other one is decided without executing it. Those that need
 * a resource are called where a resource of their type is given.
 */
const READS: Readonly<Record<string, (resource: string | undefined) => Read | undefined>> = {
  's3:ListAllMyBuckets': listing(s3.S3Client, new s3.ListBucketsCommand({})),
  's3:ListBucket': readBucket((Bucket) => new s3.ListObjectsV2Command({ Bucket, MaxKeys: 1 })),
  's3:GetBucketLocation': readBucket((Bucket) => new s3.GetBucketLocationCommand({ Bucket })),
  'sts:GetCallerIdentity': listing(sts.STSClient, new sts.GetCallerIdentityCommand({})),
  'iam:ListUsers': listing(iam.IAMClient, new iam.ListUsersCommand({ MaxItems: 1 })),
  'iam:ListGroups': listing(iam.IAMClient, new iam.ListGroupsCommand({ MaxItems: 1 })),
  'iam:ListRoles': listing(iam.IAMClient, new iam.ListRolesCommand({ MaxItems: 1 })),
  'iam:ListPolicies': listing(iam.IAMClient, new iam.ListPoliciesCommand({ MaxItems: 1, Scope: 'Local' })),
  'iam:GetUser': readEntity('user', (UserName) => new iam.GetUserCommand({ UserName })),
  'iam:GetRole': readEntity('role', (RoleName) => new iam.GetRoleCommand({ RoleName })),
  'iam:GetGroup': readEntity('group', (GroupName) => new iam.GetGroupCommand({ GroupName, MaxItems: 1 })),
  'iam:ListAttachedUserPolicies': readEntity(
    'user',
    (UserName) => new iam.ListAttachedUserPoliciesCommand({ UserName }),
  ),
  'iam:ListAttachedRolePolicies': readEntity(
    'role',
    (RoleName) => new iam.ListAttachedRolePoliciesCommand({ RoleName }),
  ),
};

/** The call that shows whether the action is allowed; undefined where only a decision can. */
export function harmlessRead(action: string, resource: string | undefined): Read | undefined {
  return Object.hasOwn(READS, action) ? READS[action]?.(resource) : undefined;
}

/** The client that an SDK command belongs to, for commands of IAM, STS and S3. */
export function clientOf(command: object): ClientClass | undefined {
  const name = command.constructor.name;
  const clients = [
    [iam, iam.IAMClient],
    [sts, sts.STSClient],
    [s3, s3.S3Client],
  ] as const;
  return clients.find(([module]) => (module as Readonly<Record<string, unknown>>)[name] === command.constructor)?.[1];
}

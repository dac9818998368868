import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import type { Keys } from './cast.js';
import { type Removal, removals } from './removals.js';
import { arns, type Stage } from './stage.js';

export interface Told {
  /** What came of it, for the person who looks on. */
  readonly says: string;
  /** Access keys that the step made. */
  readonly keys?: Partial<Keys>;
}

/** One step of the story. Where a denial is expected, succeeding is the failure. */
export interface Step {
  readonly name: string;
  readonly title: string;
  readonly expects: 'success' | 'denial';
  /** What takes away again what the step makes. */
  readonly removal?: Removal;
  run(stage: Stage): Promise<Told>;
}

const allowsListing = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' };

export const steps: readonly Step[] = [
  {
    name: 'create-buckets',
    title: 'the administrator creates two buckets',
    expects: 'success',
    removal: removals.buckets,
    async run({ cast, names }) {
      for (const Bucket of names.buckets) await cast.s3('administrator').send(new s3.CreateBucketCommand({ Bucket }));
      return { says: names.buckets.map(arns.bucket).join(' and ') };
    },
  },
  {
    name: 'create-user',
    title: 'the administrator creates a user without any policy',
    expects: 'success',
    removal: removals.user,
    async run({ cast, names }) {
      const command = new iam.CreateUserCommand({ UserName: names.user });
      const { User } = await cast.iam('administrator').send(command);
      return { says: `${User?.Arn} with the id ${User?.UserId}` };
    },
  },
  {
    name: 'create-access-key',
    title: 'the user gets an access key',
    expects: 'success',
    removal: removals.accessKeys,
    async run({ cast, names }) {
      const command = new iam.CreateAccessKeyCommand({ UserName: names.user });
      const { AccessKey: key } = await cast.iam('administrator').send(command);
      const user = { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
      return { says: `${user.accessKeyId} and a secret`, keys: { user } };
    },
  },
  {
    name: 'identify-user',
    title: 'AWS says whose key it is',
    expects: 'success',
    async run({ cast }) {
      const { Arn } = await cast.sts('user').send(new sts.GetCallerIdentityCommand({}));
      return { says: `${Arn}` };
    },
  },
  {
    name: 'deny-user',
    title: 'the user asks for the list of buckets and is refused',
    expects: 'denial',
    async run({ cast }) {
      const { Buckets = [] } = await cast.s3('user').send(new s3.ListBucketsCommand({}));
      return { says: `the list of ${Buckets.length} buckets` };
    },
  },
  {
    name: 'create-policy',
    title: 'the administrator creates a policy that allows to list buckets, nothing else',
    expects: 'success',
    removal: removals.policy,
    async run({ cast, names }) {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allowsListing] });
      const command = new iam.CreatePolicyCommand({ PolicyName: names.policy, PolicyDocument });
      const { Policy } = await cast.iam('administrator').send(command);
      return { says: `${Policy?.Arn}` };
    },
  },
  {
    name: 'create-role',
    title: 'the administrator creates a role that trusts the user',
    expects: 'success',
    removal: removals.role,
    async run({ cast, names }) {
      const trust = { Effect: 'Allow', Principal: { AWS: arns.user(names) }, Action: 'sts:AssumeRole' };
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
      const command = new iam.CreateRoleCommand({ RoleName: names.role, AssumeRolePolicyDocument });
      const { Role } = await cast.iam('administrator').send(command);
      return { says: `${Role?.Arn} with the id ${Role?.RoleId}` };
    },
  },
  {
    name: 'attach-policy',
    title: 'the policy is attached to the role',
    expects: 'success',
    removal: removals.attachment,
    async run({ cast, names }) {
      const command = new iam.AttachRolePolicyCommand({ RoleName: names.role, PolicyArn: arns.policy(names) });
      await cast.iam('administrator').send(command);
      return { says: `${names.policy} on ${names.role}` };
    },
  },
  {
    name: 'assume-role',
    title: 'the user assumes the role',
    expects: 'success',
    async run({ cast, names }) {
      const command = new sts.AssumeRoleCommand({ RoleArn: arns.role(names), RoleSessionName: 'opening-night' });
      const { AssumedRoleUser, Credentials: made } = await cast.sts('user').send(command);
      const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken = '' } = made ?? {};
      const session = { accessKeyId, secretAccessKey, sessionToken: SessionToken };
      const until = made?.Expiration?.toISOString();
      return { says: `${AssumedRoleUser?.Arn} until ${until}`, keys: { session } };
    },
  },
  {
    name: 'identify-session',
    title: 'AWS says who acts now',
    expects: 'success',
    async run({ cast }) {
      const { Arn } = await cast.sts('session').send(new sts.GetCallerIdentityCommand({}));
      return { says: `${Arn}` };
    },
  },
  {
    name: 'list-buckets',
    title: 'in the role, the list of buckets is given',
    expects: 'success',
    async run({ cast }) {
      const { Buckets = [] } = await cast.s3('session').send(new s3.ListBucketsCommand({}));
      return { says: Buckets.map(({ Name }) => Name).join(' and ') };
    },
  },
  {
    name: 'deny-session',
    title: 'in the role, what is in a bucket is refused: the role may list buckets, no more',
    expects: 'denial',
    async run({ cast, names }) {
      const [Bucket] = names.buckets;
      const { KeyCount } = await cast.s3('session').send(new s3.ListObjectsV2Command({ Bucket }));
      return { says: `the ${KeyCount} objects of ${Bucket}` };
    },
  },
];

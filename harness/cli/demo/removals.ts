import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { arns, type Stage } from './stage.js';

/** Takes away what a step of the story made. Removing what was never made is no failure. */
export interface Removal {
  readonly name: string;
  readonly title: string;
  /** Says what it removed. */
  run(stage: Stage): Promise<string>;
}

const NOTHING_TO_REMOVE = ['NoSuchEntity', 'NoSuchEntityException', 'NoSuchBucket'];

/** Ends what `remove` began; what is not there needs no removal. */
async function unlessGone(what: string, remove: () => Promise<unknown>): Promise<string> {
  try {
    await remove();
    return what;
  } catch (error) {
    if (error instanceof Error && NOTHING_TO_REMOVE.includes(error.name)) return `${what} was never made`;
    throw error;
  }
}

export const removals = {
  buckets: {
    name: 'delete-buckets',
    title: 'the buckets are deleted',
    async run({ cast, names }) {
      const gone: string[] = [];
      for (const Bucket of names.buckets) {
        const command = new s3.DeleteBucketCommand({ Bucket });
        gone.push(await unlessGone(arns.bucket(Bucket), () => cast.s3('administrator').send(command)));
      }
      return gone.join(' and ');
    },
  },
  user: {
    name: 'delete-user',
    title: 'the user is deleted',
    run({ cast, names }) {
      const command = new iam.DeleteUserCommand({ UserName: names.user });
      return unlessGone(arns.user(names), () => cast.iam('administrator').send(command));
    },
  },
  accessKeys: {
    name: 'delete-access-key',
    title: "the user's access key is deleted",
    run({ cast, names }) {
      const client = cast.iam('administrator');
      return unlessGone(`every access key of ${names.user}`, async () => {
        const { AccessKeyMetadata = [] } = await client.send(new iam.ListAccessKeysCommand({ UserName: names.user }));
        for (const { AccessKeyId } of AccessKeyMetadata)
          await client.send(new iam.DeleteAccessKeyCommand({ UserName: names.user, AccessKeyId }));
      });
    },
  },
  policy: {
    name: 'delete-policy',
    title: 'the policy is deleted',
    run({ cast, names }) {
      const command = new iam.DeletePolicyCommand({ PolicyArn: arns.policy(names) });
      return unlessGone(arns.policy(names), () => cast.iam('administrator').send(command));
    },
  },
  role: {
    name: 'delete-role',
    title: 'the role is deleted',
    run({ cast, names }) {
      const command = new iam.DeleteRoleCommand({ RoleName: names.role });
      return unlessGone(arns.role(names), () => cast.iam('administrator').send(command));
    },
  },
  attachment: {
    name: 'detach-policy',
    title: 'the policy is detached from the role',
    run({ cast, names }) {
      const command = new iam.DetachRolePolicyCommand({ RoleName: names.role, PolicyArn: arns.policy(names) });
      return unlessGone(`${names.policy} on ${names.role}`, () => cast.iam('administrator').send(command));
    },
  },
} satisfies Record<string, Removal>;

/** Something of the story is still in the account. */
export class SomethingLeft extends Error {
  override readonly name = 'SomethingLeft';

  constructor(left: readonly string[]) {
    super(`still there: ${left.join(', ')}`);
  }
}

/** The last step of every story: asks the account itself. */
export const nothingLeft: Removal = {
  name: 'check-nothing-left',
  title: 'the account is asked what is left',
  async run({ cast }) {
    const client = cast.iam('administrator');
    const { Users = [] } = await client.send(new iam.ListUsersCommand({}));
    const { Roles = [] } = await client.send(new iam.ListRolesCommand({}));
    const { Policies = [] } = await client.send(new iam.ListPoliciesCommand({ Scope: 'Local' }));
    const { Buckets = [] } = await cast.s3('administrator').send(new s3.ListBucketsCommand({}));
    const left = [...Users, ...Roles, ...Policies].map(({ Arn }) => `${Arn}`);
    left.push(...Buckets.map(({ Name }) => arns.bucket(Name)));
    if (left.length > 0) throw new SomethingLeft(left);
    return 'no user, no role, no policy, no bucket';
  },
};

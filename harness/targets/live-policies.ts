import {
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  type IAMClient,
  paginateListAttachedGroupPolicies,
  paginateListAttachedRolePolicies,
  paginateListAttachedUserPolicies,
  paginateListGroupsForUser,
} from '@aws-sdk/client-iam';
import { guardArns } from './guard-boundary.js';
import type { Waits } from './waits.js';

export type HolderKind = 'user' | 'group' | 'role';

export interface Holder {
  readonly kind: HolderKind;
  readonly name: string;
  readonly arn: string;
}

/** Reads the policies of a real account, as far as they are asked for. */
export interface LivePolicies {
  /** The text of the default version of a managed policy. */
  managed(arn: string): Promise<string>;
  inline(holder: Holder, name: string): Promise<string>;
  /** The managed policies of a holder. */
  attached(holder: Holder): Promise<readonly { readonly arn: string; readonly name: string }[]>;
  groupsOf(user: string): Promise<readonly Holder[]>;
}

interface Reads {
  inline(client: IAMClient, name: string, PolicyName: string): Promise<string | undefined>;
  attached(
    client: IAMClient,
    name: string,
  ): AsyncIterable<{ readonly AttachedPolicies?: AttachedPolicies | undefined }>;
}

type AttachedPolicies = readonly {
  readonly PolicyArn?: string | undefined;
  readonly PolicyName?: string | undefined;
}[];

const READS: Readonly<Record<HolderKind, Reads>> = {
  user: {
    inline: async (client, UserName, PolicyName) =>
      (await client.send(new GetUserPolicyCommand({ UserName, PolicyName }))).PolicyDocument,
    attached: (client, UserName) => paginateListAttachedUserPolicies({ client }, { UserName }),
  },
  group: {
    inline: async (client, GroupName, PolicyName) =>
      (await client.send(new GetGroupPolicyCommand({ GroupName, PolicyName }))).PolicyDocument,
    attached: (client, GroupName) => paginateListAttachedGroupPolicies({ client }, { GroupName }),
  },
  role: {
    inline: async (client, RoleName, PolicyName) =>
      (await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument,
    attached: (client, RoleName) => paginateListAttachedRolePolicies({ client }, { RoleName }),
  },
};

export function livePolicies(client: IAMClient, waits: Waits, run: string): LivePolicies {
  // Nobody rewrites a guard, and AWS's own policies change between runs.
  const lasting = new Map<string, Promise<string>>();
  const isLasting = isOneOf(run);
  const read = async (PolicyArn: string) => {
    const { Policy } = await waits.until('new-entity', () => client.send(new GetPolicyCommand({ PolicyArn })));
    const version = new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId });
    const { PolicyVersion } = await waits.until('new-entity', () => client.send(version));
    return decodeURIComponent(PolicyVersion?.Document ?? '');
  };
  return {
    managed(arn) {
      if (!isLasting(arn)) return read(arn);
      const document = lasting.get(arn) ?? read(arn);
      lasting.set(arn, document);
      document.catch(() => lasting.delete(arn));
      return document;
    },
    inline: async ({ kind, name }, policy) =>
      decodeURIComponent((await waits.until('new-entity', () => READS[kind].inline(client, name, policy))) ?? ''),
    async attached({ kind, name }) {
      const found = [];
      for await (const { AttachedPolicies = [] } of READS[kind].attached(client, name))
        for (const it of AttachedPolicies) found.push({ arn: it.PolicyArn ?? '', name: it.PolicyName ?? '' });
      return found;
    },
    async groupsOf(UserName) {
      const found: Holder[] = [];
      for await (const { Groups = [] } of paginateListGroupsForUser({ client }, { UserName }))
        for (const { GroupName = '', Arn = '' } of Groups) found.push({ kind: 'group', name: GroupName, arn: Arn });
      return found;
    },
  };
}

function isOneOf(run: string): (arn: string) => boolean {
  const [, guard = ''] = guardArns(run).slice(0, -1).split('*');
  return (arn) => arn.startsWith('arn:aws:iam::aws:policy/') || arn.includes(guard);
}

import type { Account } from '../../account/account.js';
import type { Entity } from '../../account/entities.js';
import { AwsError } from '../../aws/errors.js';
import type { Need } from '../operation.js';
import { noSuch } from './failures.js';
import { findPolicy } from './policy-targets.js';
import type { HolderKind } from './service-grants.js';

/** A user, group or role that an ARN names, or a managed policy. */
export type NamedByArn =
  | { readonly kind: HolderKind; readonly entity: Entity }
  | { readonly kind: 'POLICY'; readonly arn: string; readonly document: string };

const ARN = /^arn:aws:iam::(\d{12}|aws):(user|group|role|policy)\/(?:.*\/)?([^/]+)$/;

/** Throws NoSuchEntity, or InvalidInput for what is no ARN of these kinds. */
export function findByArn(account: Account, arn: string): NamedByArn {
  const [, , type, name = ''] = read(arn);
  if (type === 'policy') return policyOf(account, arn);
  const kind = type === 'user' ? 'user' : type === 'group' ? 'group' : 'role';
  const directories = { user: account.users, group: account.groups, role: account.roles };
  const entity = directories[kind].named(name);
  if (entity?.arn !== arn) throw noSuch[kind](name);
  return { kind: KINDS[kind], entity };
}

const KINDS = { user: 'USER', group: 'GROUP', role: 'ROLE' } as const;

/** The permission to look at what an ARN names: the ARN is the resource. */
export function arnNeed(account: Account, arn: string): Need {
  const [, owner = '', type, name = ''] = read(arn);
  const tagged = { user: account.users, role: account.roles, policy: account.policies };
  const resourceTags =
    type === 'user' || type === 'role' || type === 'policy' ? tagged[type].named(name)?.tags : undefined;
  return { resource: arn, resourceAccount: owner === 'aws' ? account.id : owner, resourceTags };
}

function policyOf(account: Account, arn: string): NamedByArn {
  const found = findPolicy(account, arn);
  if (!found) throw noSuch.policy(arn);
  if (found.owner === 'aws') return { kind: 'POLICY', arn, document: found.policy.document() };
  const { versions, defaultVersionId } = found.policy;
  const version = versions.find(({ versionId }) => versionId === defaultVersionId);
  return { kind: 'POLICY', arn, document: version?.document ?? '{}' };
}

function read(arn: string): RegExpExecArray {
  const parts = ARN.exec(arn);
  if (!parts) throw new AwsError('InvalidInput', `ARN ${arn} is not valid.`);
  return parts;
}

import type { Account } from '../../account/account.js';
import type { Entity, InlinePolicy } from '../../account/entities.js';
import { policySize } from '../../account/quotas.js';
import { AwsError } from '../../aws/errors.js';
import { checkInlinePolicy, encodeDocument } from './documents.js';
import { noSuch } from './failures.js';
import { type PageInput, pageOfNames } from './pages.js';
import type { Target } from './targets.js';

/** Writes a policy into an entity, or replaces the one of that name. */
export function putInline<E extends Entity>(
  target: Target<E>,
  account: Account,
  name: string,
  input: { readonly PolicyName: string; readonly PolicyDocument: string },
): object {
  const policy: InlinePolicy = { name: input.PolicyName, document: input.PolicyDocument };
  target.change(account, name, (entity) => {
    checkInlinePolicy(account, policy.document);
    const inlinePolicies = [...entity.inlinePolicies.filter((other) => other.name !== policy.name), policy];
    checkSize(account, target.kind, entity.name, inlinePolicies);
    return { ...entity, inlinePolicies };
  });
  return {};
}

/** Throws NoSuchEntity for the entity, then for the policy. */
export function getInline<E extends Entity>(target: Target<E>, account: Account, name: string, policyName: string) {
  const entity = target.find(account, name);
  const policy = inlinePolicy(target, entity, policyName);
  return { entity, answer: { PolicyName: policy.name, PolicyDocument: encodeDocument(policy.document) } };
}

export function listInline<E extends Entity>(target: Target<E>, account: Account, name: string, input: PageInput) {
  const names = target.find(account, name).inlinePolicies.map((policy) => policy.name);
  const { items, rest } = pageOfNames(names.toSorted(), input);
  return { PolicyNames: [...items], ...rest };
}

export function deleteInline<E extends Entity>(
  target: Target<E>,
  account: Account,
  name: string,
  policyName: string,
): object {
  target.change(account, name, (entity) => {
    const deleted = inlinePolicy(target, entity, policyName);
    return { ...entity, inlinePolicies: entity.inlinePolicies.filter((policy) => policy !== deleted) };
  });
  return {};
}

function inlinePolicy<E extends Entity>(target: Target<E>, entity: E, name: string): InlinePolicy {
  const policy = entity.inlinePolicies.find((candidate) => candidate.name === name);
  if (!policy) throw noSuch.inlinePolicy(target.kind, name);
  return policy;
}

const SIZE_QUOTA = { user: 'UserPolicySize', group: 'GroupPolicySize', role: 'RolePolicySize' } as const;

/** The quota is for all inline policies of an entity together. */
function checkSize(
  { quotas }: Account,
  kind: keyof typeof SIZE_QUOTA,
  name: string,
  policies: readonly InlinePolicy[],
): void {
  const limit = quotas[SIZE_QUOTA[kind]];
  const size = policies.reduce((sum, { document }) => sum + policySize(document), 0);
  if (size > limit)
    throw new AwsError('LimitExceeded', `Maximum policy size of ${limit} bytes exceeded for ${kind} ${name}`);
}

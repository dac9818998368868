import { compile, gather, type PolicyGroup } from '../engine/index.js';
import { canonicalUserId } from './canonical-user.js';

/**
 * What an ACL gives a caller, as a policy that says the same: the account is the grantee, never a user of it, so that it is for the account's
 * own policies to let its users through.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#acl-access-policy-permission-mapping
 */
export function aclPolicy(
  account: string | undefined,
  name: 'BucketAcl' | 'ObjectAcl',
  attachedTo: string,
  action: string,
): PolicyGroup {
  const Principal = account === undefined ? '*' : { CanonicalUser: canonicalUserId(account) };
  const statement = { Effect: 'Allow', Principal, Action: action, Resource: '*' };
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return gather([{ policy: compile(document, { kind: 'resource', accepted: true }), source: { name, attachedTo } }]);
}

/** The policies without what they allow. */
export function denialsOf({ policies }: PolicyGroup): PolicyGroup {
  return gather(
    policies.map(({ policy, source }) => ({
      policy: { ...policy, statements: policy.statements.filter(({ effect }) => effect === 'Deny') },
      source,
    })),
  );
}

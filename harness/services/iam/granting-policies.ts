import { ListPoliciesGrantingServiceAccessCommand, type PolicyGrantingServiceAccess } from '@aws-sdk/client-iam';
import { AwsError } from '../../aws/errors.js';
import { type Operation, operation } from '../operation.js';
import { arnNeed, findByArn } from './entities-by-arn.js';
import { pageOf } from './pages.js';
import { grantedServices, type HeldPolicy, heldPolicies } from './service-grants.js';

/** The policies through which a user, group or role may use services; who holds an inline policy is told with it. */
const listPoliciesGrantingServiceAccess = operation(ListPoliciesGrantingServiceAccessCommand, {
  needs: ({ account, input }) => arnNeed(account, input.Arn),
  run({ account, input }) {
    const found = findByArn(account, input.Arn);
    if (found.kind === 'POLICY') throw new AwsError('InvalidInput', `ARN ${input.Arn} is not valid.`);
    const held = heldPolicies(account, found.kind, found.entity);
    const entries = input.ServiceNamespaces.map((ServiceNamespace) => ({
      ServiceNamespace,
      Policies: held
        .filter(({ document }) => grantedServices(document, [ServiceNamespace]).length > 0)
        .map(grantingAnswer),
    }));
    const { items, rest } = pageOf(entries, input, (entry) => entry.ServiceNamespace);
    return { PoliciesGrantingServiceAccess: [...items], ...rest };
  },
});

function grantingAnswer({ name, arn, holder }: HeldPolicy): PolicyGrantingServiceAccess {
  if (arn !== undefined) return { PolicyName: name, PolicyType: 'MANAGED', PolicyArn: arn };
  return { PolicyName: name, PolicyType: 'INLINE', EntityType: holder.kind, EntityName: holder.name };
}

export const grantingPolicyOperations: readonly Operation[] = [listPoliciesGrantingServiceAccess];

import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import type { Account } from '../../account/account.js';
import { policyText } from '../../account/managed-policies.js';
import { AwsError } from '../../aws/errors.js';
import { type AttachedPolicy, compile, gather, PolicyError, type PolicyGroup } from '../../engine/index.js';

/** How many managed policies may narrow a session. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const MANAGED_LIMIT = 10;

/** The session policies of a request, as one layer: the session may do what any of them allows, and none denies. */
export function sessionPolicies(
  { Policy, PolicyArns = [] }: Readonly<Pick<AssumeRoleCommandInput, 'Policy' | 'PolicyArns'>>,
  account: Account,
): readonly PolicyGroup[] {
  if (PolicyArns.length > MANAGED_LIMIT) {
    throw new AwsError('ValidationError', `Cannot exceed quota for PolicyArns: ${MANAGED_LIMIT}`);
  }
  const managed = PolicyArns.map(({ arn = '' }) => managedPolicy(arn, account));
  const inline = Policy === undefined ? [] : [{ policy: compiled(Policy), source: { name: 'session policy' } }];
  return managed.length + inline.length === 0 ? [] : [gather([...inline, ...managed])];
}

function managedPolicy(arn: string, account: Account): AttachedPolicy {
  const text = policyText(arn, account.policies, account.awsPolicies);
  if (text === undefined)
    throw new AwsError('InvalidParameterValue', `PolicyArn ${arn} does not exist or is not attachable.`);
  return { policy: compiled(text.document), source: { name: text.name, arn } };
}

function compiled(document: string) {
  try {
    return compile(document, { kind: 'session' });
  } catch (error) {
    if (error instanceof PolicyError) throw new AwsError('MalformedPolicyDocument', error.message);
    throw error;
  }
}

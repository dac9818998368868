import { expect, test } from 'vitest';
import { byHashOrder } from './hash-order.js';

/** All members of an input; then those of which AWS's recorded message complains, in its order. */
test.each([
  [
    'IAM UpdateAccountPasswordPolicy',
    'minimumPasswordLength requireSymbols requireNumbers requireUppercaseCharacters requireLowercaseCharacters allowUsersToChangePassword maxPasswordAge passwordReusePrevention hardExpiry',
    'minimumPasswordLength passwordReusePrevention maxPasswordAge',
  ],
  ['DynamoDB ProvisionedThroughput', 'readCapacityUnits writeCapacityUnits', 'writeCapacityUnits readCapacityUnits'],
  ['DynamoDB AttributeDefinition', 'attributeName attributeType', 'attributeType attributeName'],
  ['SNS AddPermission', 'topicArn label aWSAccountId actionName', 'aWSAccountId label actionName'],
  ['Cognito AdminAddUserToGroup', 'userPoolId username groupName', 'groupName username'],
  [
    'Cognito SignUp',
    'clientId secretHash username password userAttributes validationData analyticsMetadata userContextData clientMetadata',
    'password username',
  ],
  ['SWF DescribeWorkflowExecution', 'domain execution', 'execution domain'],
])('%s is complained of in its recorded order', (_, members, complained) => {
  const order = byHashOrder(members.split(' '), (name) => name);
  expect(order.filter((name) => complained.split(' ').includes(name)).join(' ')).toBe(complained);
});

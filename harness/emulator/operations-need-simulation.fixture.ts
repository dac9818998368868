import * as iam from '@aws-sdk/client-iam';
import { DOCUMENT, type Made } from './operations-need-parts.fixture.js';
import { rowsOf } from './operations-need-rows.fixture.js';

const PolicyInputList = [DOCUMENT];
const ActionNames = ['s3:ListAllMyBuckets'];
const ofRole =
  (input: object = {}) =>
  ({ arn }: Made) => ({ PolicySourceArn: arn('role/x/it'), ...input });

/**
 * Simulations, and the context keys that they ask for.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const SIMULATION_ROWS = rowsOf('iam', [
  [iam.SimulateCustomPolicyCommand, { PolicyInputList, ActionNames }, '', '*'],
  [iam.SimulatePrincipalPolicyCommand, ofRole({ ActionNames }), 'role', 'role/x/it'],
  [iam.GetContextKeysForCustomPolicyCommand, { PolicyInputList }, '', '*'],
  [iam.GetContextKeysForPrincipalPolicyCommand, ofRole(), 'role', 'role/x/it'],
]);

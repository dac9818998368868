import { expect, test } from 'vitest';
import type { RequestOrigin } from '../../aws/http.js';
import { SERVICE_SESSION_KEYS, sessionKeysOfService } from './service-sessions.js';

const ARN = 'arn:aws:x:us-east-1:111122223333';

function keys(principal: string, sourceArn?: string, more: Partial<RequestOrigin> = {}) {
  const service = { principal, ...(sourceArn !== undefined && { sourceArn }) };
  return sessionKeysOfService({ sourceIp: '10.0.0.7', secureTransport: true, service, ...more });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-role-session-properties */
test.each([
  ['lambda', keys('lambda.amazonaws.com', `${ARN}:function:f`), { 'lambda:sourcefunctionarn': `${ARN}:function:f` }],
  ['SSM', keys('ssm.amazonaws.com', `${ARN}:instance/i`), { 'ssm:sourceinstancearn': `${ARN}:instance/i` }],
  ['a chat', keys('chatbot.amazonaws.com', `${ARN}:chat`), { 'aws:chatbotsourcearn': `${ARN}:chat` }],
  ['a Glue job', keys('glue.amazonaws.com', `${ARN}:job/j`), { 'glue:credentialissuingservice': 'glue.amazonaws.com' }],
  ['Glue', keys('glue.amazonaws.com'), { 'glue:roleassumedby': 'glue.amazonaws.com' }],
  [
    'CodeBuild',
    keys('codebuild.amazonaws.com', `${ARN}:build/p:1`),
    { 'codebuild:buildarn': `${ARN}:build/p:1`, 'codebuild:projectarn': `${ARN}:project/p` },
  ],
  [
    'an instance in a VPC',
    keys('ec2.amazonaws.com', `${ARN}:instance/i`, { vpc: 'vpc-1' }),
    {
      'ec2:sourceinstancearn': `${ARN}:instance/i`,
      'ec2:roledelivery': '2.0',
      'aws:ec2instancesourcevpc': 'vpc-1',
      'aws:ec2instancesourceprivateipv4': '10.0.0.7',
    },
  ],
  ['a service without keys of its own', keys('states.amazonaws.com', ARN), {}],
])('a session that is opened for %s tells so', (_, found, expected) => {
  expect(found).toEqual(expected);
  for (const key of Object.keys(found)) expect(SERVICE_SESSION_KEYS).toContain(key);
});

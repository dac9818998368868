import { DecodeAuthorizationMessageCommand } from '@aws-sdk/client-sts';
import { AwsError } from '../../aws/errors.js';
import { operation } from '../operation.js';

/**
 * "Only certain AWS operations return an encoded authorization message": no operation of IAM, STS or S3 does, so that no message can be one
 * that was given out here.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
export const decodeAuthorizationMessage = operation(DecodeAuthorizationMessageCommand, {
  needs: () => ({ resource: '*' }),
  run: () => {
    throw new AwsError('InvalidAuthorizationMessageException', 'Message is not valid');
  },
});

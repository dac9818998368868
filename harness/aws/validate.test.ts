import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { AwsError } from './errors.js';
import { readService } from './schema.js';
import type { OperationModel } from './service-model.js';
import { validateInput } from './validate.js';

const services = { iam: readService(iam, 'iam'), sts: readService(sts, 'sts'), s3: readService(s3, 's3') };

function complaint(id: keyof typeof services, name: string, input: Record<string, unknown>): unknown {
  const operation = services[id].operations.get(name) as OperationModel;
  try {
    validateInput(services[id], operation, input);
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}${extras(error)}`;
    throw error;
  }
  return undefined;
}

function extras(error: AwsError): string {
  return Object.keys(error.extras).length === 0 ? '' : ` ${JSON.stringify(error.extras)}`;
}

const trust = '{"Version":"2012-10-17","Statement":[]}';
const one = (text: string) => `ValidationError: 1 validation error detected: ${text}`;
const at = (place: string, constraint: string) => `Value at '${place}' failed to satisfy constraint: ${constraint}`;
const NAME = 'It must contain only alphanumeric characters and/or the following: +=,.@_-';
const PATH = 'contain only alphanumeric characters and/or / characters.';
const TAG_KEY = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+';

describe('IAM names the broken constraint and prints no value', () => {
  test.each<[operation: string, input: Record<string, unknown>, message: string | undefined]>([
    [
      'CreateRole',
      { RoleName: 'r', AssumeRolePolicyDocument: trust, Path: '/a/', Tags: [{ Key: 'é 1', Value: '' }] },
      undefined,
    ],
    ['CreateRole', { AssumeRolePolicyDocument: trust }, one(at('roleName', 'Member must not be null'))],
    ['GetRole', {}, 'MissingParameter: The request must contain the parameter RoleName.'],
    ['DeleteRole', {}, one(at('roleName', 'Member must not be null'))],
    [
      'CreateRole',
      { RoleName: 'r'.repeat(65), AssumeRolePolicyDocument: trust },
      one(at('roleName', 'Member must have length less than or equal to 64')),
    ],
    ['GetRole', { RoleName: '' }, one(at('roleName', 'Member must have length greater than or equal to 1'))],
    [
      'CreateRole',
      { RoleName: 'r', AssumeRolePolicyDocument: trust, MaxSessionDuration: 3599 },
      one(at('maxSessionDuration', 'Member must have value greater than or equal to 3600')),
    ],
    [
      'AcquireRole',
      {
        TemplateArn: 'arn:aws:iam::aws:x',
        ReplacementValues: Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`p${i}`, { Values: ['v'] }])),
      },
      'ValidationError: 2 validation errors detected: ' +
        `${at('replacementValues', 'Member must have length less than or equal to 30')}; ` +
        at('templateArn', 'Member must have length greater than or equal to 20'),
    ],
    ['ListUsers', { MaxItems: 1001 }, one(at('maxItems', 'Member must have value less than or equal to 1000'))],
    [
      'UpdateAccessKey',
      { AccessKeyId: 'AKIA0123456789012345', Status: 'Sleeping' },
      one(at('status', 'Member must satisfy enum value set')),
    ],
    [
      'ResetServiceSpecificCredential',
      { ServiceSpecificCredentialId: 'ACCA-123456789012345678' },
      one(at('serviceSpecificCredentialId', 'Member must satisfy regular expression pattern: [\\w]+')),
    ],
    [
      'TagRole',
      {
        RoleName: 'r',
        Tags: [
          { Key: 'k', Value: 'v' },
          { Key: '', Value: 'v' },
        ],
      },
      one(at('tags.2.member.key', 'Member must have length greater than or equal to 1')),
    ],
    [
      'TagRole',
      { RoleName: 'r', Tags: [{ Key: 'bad*key', Value: 'v' }] },
      one(at('tags.1.member.key', `Member must satisfy regular expression pattern: ${TAG_KEY}`)),
    ],
    ['TagRole', { RoleName: 'r', Tags: [{ Key: 'k' }] }, one(at('tags.1.member.value', 'Member must not be null'))],
    [
      'TagRole',
      { RoleName: 'r', Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })) },
      one(at('tags', 'Member must have length less than or equal to 50')),
    ],
    [
      'CreateOpenIDConnectProvider',
      { Url: 'https://x', ClientIDList: [''] },
      one(
        at(
          'clientIDList',
          'Member must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 1]',
        ),
      ),
    ],
  ])('%s %j', (operation, input, message) => expect(complaint('iam', operation, input)).toBe(message));

  test('a list of strings lists all demands on its items', () => {
    expect(complaint('iam', 'UntagRole', { RoleName: 'r', TagKeys: ['fine', 'bad*key'] })).toBe(
      one(
        "Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, " +
          `Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ${TAG_KEY}, Member must not be null]`,
      ),
    );
  });

  test('all violations stand in one message, in the order of AWS', () => {
    const input = { MinimumPasswordLength: 3, MaxPasswordAge: 2000, PasswordReusePrevention: 50 };
    expect(complaint('iam', 'UpdateAccountPasswordPolicy', input)).toBe(
      `ValidationError: 3 validation errors detected: ${at('minimumPasswordLength', 'Member must have value greater than or equal to 6')}; ` +
        `${at('passwordReusePrevention', 'Member must have value less than or equal to 24')}; ` +
        at('maxPasswordAge', 'Member must have value less than or equal to 1095'),
    );
  });
});

describe('IAM answers some charsets in a sentence of its own', () => {
  test.each([
    [
      'CreateRole',
      { RoleName: 'bad/name', AssumeRolePolicyDocument: trust },
      `The specified value for roleName is invalid. ${NAME}`,
    ],
    [
      'GetAccessKeyLastUsed',
      { AccessKeyId: 'AKIA-EXAMPLE-EXAMPLE' },
      'The specified value for accessKeyId is invalid. It must contain only alphanumeric characters.',
    ],
    ['CreateUser', { UserName: 'näme' }, `The specified value for userName is invalid. ${NAME}`],
    [
      'DeleteGroupPolicy',
      { GroupName: 'g', PolicyName: 'arn:aws:iam::aws:policy/X' },
      `The specified value for policyName is invalid. ${NAME}`,
    ],
    [
      'CreateUser',
      { UserName: 'u', Path: 'bad' },
      `The specified value for path is invalid. It must begin and end with / and ${PATH}`,
    ],
    [
      'CreatePolicy',
      { PolicyName: 'p', Path: '/a b/', PolicyDocument: '{}' },
      `The specified value for path is invalid. It must begin and end with / and ${PATH}`,
    ],
    [
      'ListUsers',
      { PathPrefix: 'bad' },
      `The specified value for pathPrefix is invalid. It must begin with the / character and ${PATH}`,
    ],
    [
      'PutUserPolicy',
      { UserName: 'u', PolicyName: 'p', PolicyDocument: '🎭' },
      'The specified value for policyDocument is invalid. It must contain only printable ASCII characters.',
    ],
  ])('%s %j', (operation, input, message) =>
    expect(complaint('iam', operation, input)).toBe(`ValidationError: ${message}`),
  );

  test('framed violations come first', () => {
    expect(complaint('iam', 'CreateUser', { UserName: 'bad/name', Path: '/'.repeat(513) })).toBe(
      one(at('path', 'Member must have length less than or equal to 512')),
    );
  });
});

describe('STS prints the value', () => {
  const RoleArn = 'arn:aws:iam::123456789012:role/r';

  test.each<[input: Record<string, unknown>, message: string | undefined]>([
    [{ RoleArn, RoleSessionName: 'ok' }, undefined],
    [
      { RoleArn, RoleSessionName: 'Session1:2' },
      one(
        "Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
      ),
    ],
    [
      { RoleArn, RoleSessionName: 's' },
      one(
        "Value 's' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
      ),
    ],
    [
      { RoleArn, RoleSessionName: 'ok', DurationSeconds: 60 },
      one(
        "Value '60' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
      ),
    ],
    [{ RoleSessionName: 'ok' }, one("Value null at 'roleArn' failed to satisfy constraint: Member must not be null")],
  ])('AssumeRole %j', (input, message) => expect(complaint('sts', 'AssumeRole', input)).toBe(message));

  test('but no sensitive one', () => {
    const input = { RoleArn, RoleSessionName: 'ok', WebIdentityToken: 'abc' };
    expect(complaint('sts', 'AssumeRoleWithWebIdentity', input)).toBe(
      one(
        "Value at 'webIdentityToken' failed to satisfy constraint: Member must have length greater than or equal to 4",
      ),
    );
  });
});

describe('S3 complains of the first violation, by where it stands', () => {
  const object = { Bucket: 'b', Key: 'k' };
  const malformed =
    'MalformedXML: The XML you provided was not well-formed or did not validate against our published schema';

  test.each<[operation: string, input: Record<string, unknown>, message: string | undefined]>([
    ['PutObject', { ...object, ACL: 'private', StorageClass: 'STANDARD_IA' }, undefined],
    ['CreateBucket', { Bucket: 'b', CreateBucketConfiguration: { LocationConstraint: 'moon-1' } }, undefined],
    [
      'PutObject',
      { ...object, ACL: 'fake-acl' },
      'InvalidArgument:  {"ArgumentName":"x-amz-acl","ArgumentValue":"fake-acl"}',
    ],
    [
      'PutObject',
      { ...object, StorageClass: 'FakeClass' },
      'InvalidStorageClass: The storage class you specified is not valid {"StorageClassRequested":"FakeClass"}',
    ],
    [
      'PutObject',
      { ...object, ObjectLockMode: 'BAD-VALUE' },
      'InvalidArgument: Unknown wormMode directive. {"ArgumentName":"x-amz-object-lock-mode","ArgumentValue":"BAD-VALUE"}',
    ],
    [
      'CreateBucket',
      { Bucket: 'b', ObjectOwnership: 'RandomValue' },
      'InvalidArgument: Invalid x-amz-object-ownership header: RandomValue {"ArgumentName":"x-amz-object-ownership"}',
    ],
    [
      'ListObjectsV2',
      { Bucket: 'b', EncodingType: 'value' },
      'InvalidArgument: Invalid Encoding Method specified in Request {"ArgumentName":"encoding-type","ArgumentValue":"value"}',
    ],
    [
      'CopyObject',
      { ...object, CopySource: 'nonsense' },
      'InvalidArgument: Invalid copy source object key {"ArgumentName":"x-amz-copy-source","ArgumentValue":"x-amz-copy-source"}',
    ],
    [
      'PutObject',
      { Bucket: 'b', Key: 'é'.repeat(513) },
      'KeyTooLongError: Your key is too long {"Size":"1026","MaxSizeAllowed":"1024"}',
    ],
    ['PutBucketAbac', { Bucket: 'b' }, 'MissingRequestBodyError: Request body is empty.'],
    ['PutBucketTagging', { Bucket: 'b', Tagging: {} }, undefined],
    ['PutBucketPolicy', { Bucket: 'b' }, "MalformedPolicy: Policies must be valid JSON and the first byte must be '{'"],
    ['PutObjectTagging', { ...object, Tagging: { TagSet: [{ Value: 'v' }] } }, malformed],
    ['PutBucketVersioning', { Bucket: 'b', VersioningConfiguration: { Status: 'Perhaps' } }, malformed],
    [
      'PutBucketAnalyticsConfiguration',
      { Bucket: 'b', AnalyticsConfiguration: { Id: 'i', StorageClassAnalysis: {} } },
      'InvalidArgument:  {"ArgumentName":"id"}',
    ],
    [
      'GetObjectAttributes',
      { ...object, ObjectAttributes: ['ETag', 'Mood'] },
      'InvalidArgument: Invalid attribute name specified. {"ArgumentName":"x-amz-object-attributes","ArgumentValue":"Mood"}',
    ],
  ])('%s %j', (operation, input, message) => expect(complaint('s3', operation, input)).toBe(message));
});

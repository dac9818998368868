import * as iam from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { AwsError } from './errors.js';
import { parseQuery, parseQueryInput, writeQueryAnswer, writeQueryError } from './query-codec.js';
import { readService } from './schema.js';
import type { OperationModel } from './service-model.js';

const service = readService(iam, 'iam');
const operation = (name: string) => service.operations.get(name) as OperationModel;
const read = (name: string, form: string) => parseQueryInput(operation(name), parseQuery(form));
const codeOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error instanceof AwsError ? error.code : error;
  }
};

test('a form is read with blanks, escapes and parameters without values', () => {
  expect([...parseQuery('a=b+c&d=%C3%A9%2B&e&=f&&g=h=i')]).toEqual([
    ['a', 'b c'],
    ['d', 'é+'],
    ['e', ''],
    ['', 'f'],
    ['g', 'h=i'],
  ]);
});

test('P1: an empty list arrives as a parameter without a value', () => {
  expect(read('CreateUser', 'UserName=u&Tags=')).toEqual({ UserName: 'u', Tags: [] });
});

test('P2: list items are sorted by number', () => {
  const form = [10, 2, 1, 12, 3].map((i) => `TagKeys.member.${i}=k${i}`).join('&');
  expect(read('UntagUser', form).TagKeys).toEqual(['k1', 'k2', 'k3', 'k10', 'k12']);
});

test('P3: unknown members are ignored, and the first of two parameters of one name counts', () => {
  expect(read('GetUser', 'userName=wrong&Colour=red&UserName.x=deep&UserName=first&UserName=second')).toEqual({
    UserName: 'first',
  });
  expect(read('GetUser', 'UserName.x=deep')).toEqual({});
});

describe('P4: what is not of its kind is refused', () => {
  test.each([
    ['ListUsers', 'MaxItems=abc'],
    ['ListUsers', 'MaxItems='],
    ['ListUsers', 'MaxItems=1.5'],
    ['ListUsers', 'MaxItems=0x10'],
    ['ListUsers', 'MaxItems=NaN'],
    ['CreateLoginProfile', 'PasswordResetRequired=maybe'],
    ['UntagUser', 'TagKeys.member.one=k'],
    ['UntagUser', 'TagKeys=k'],
  ])('%s %s', (name, form) => expect(codeOf(() => read(name, form))).toBe('MalformedInput'));

  test('a broken percent escape', () => {
    for (const form of ['a=%zz', '%=b', 'a=%E9', 'a=%'])
      expect(codeOf(() => parseQuery(form))).toBe('MalformedQueryString');
  });
});

describe('P5: a form cannot hurt', () => {
  test('names of prototypes are names like others', () => {
    const input = read(
      'TagUser',
      '__proto__.polluted=1&constructor=2&Tags.member.1.Key=__proto__&Tags.member.1.__proto__.x=3',
    );
    expect(input).toEqual({ Tags: [{ Key: '__proto__' }] });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('too many parameters, levels or bytes are refused', () => {
    expect(codeOf(() => parseQuery(Array.from({ length: 100_000 }, (_, i) => `a${i}=`).join('&')))).toBe(
      'MalformedQueryString',
    );
    expect(codeOf(() => read('GetUser', `UserName${'.'.repeat(5_000)}=u`))).toBe('MalformedQueryString');
    expect(codeOf(() => parseQuery('a'.repeat(33 * 1024 * 1024)))).toBe('MalformedQueryString');
  });
});

test('P6: IAM prints times in whole seconds', () => {
  const User = { UserName: 'u', CreateDate: new Date('2026-11-24T01:02:03.999Z') };
  const { body } = writeQueryAnswer(service, operation('GetUser'), { User }, 'id');
  expect(body).toBe(
    '<GetUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetUserResult><User><UserName>u</UserName>' +
      '<CreateDate>2026-11-24T01:02:03Z</CreateDate></User></GetUserResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></GetUserResponse>',
  );
});

test('an operation without output is answered without a result', () => {
  expect(writeQueryAnswer(service, operation('DeleteUser'), undefined, 'id')).toEqual({
    status: 200,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'id' },
    body:
      '<DeleteUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">' +
      '<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DeleteUserResponse>',
  });
});

test('a list is answered with each of its items, in order and escaped', () => {
  const PolicyNames = ['a', 'b & <c>', 'd'];
  const { body } = writeQueryAnswer(service, operation('ListUserPolicies'), { PolicyNames }, 'id');
  expect(body).toContain(
    '<PolicyNames><member>a</member><member>b &amp; &lt;c&gt;</member><member>d</member></PolicyNames>',
  );
});

test.each([
  ['NoSuchEntity', 'Sender', 404],
  ['ServiceFailure', 'Receiver', 500],
] as const)('the error %s has its fault and status, and its words are escaped', (code, fault, status) => {
  expect(writeQueryError(service, { code, fault, status, message: '' }, 'id').body).not.toContain('Message');
  const answer = writeQueryError(service, { code, fault, status, message: 'no <user> & "no" role' }, 'id');
  expect(answer.status).toBe(status);
  expect(answer.headers).toEqual({ 'content-type': 'text/xml', 'x-amzn-requestid': 'id' });
  expect(answer.body).toBe(
    `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>${fault}</Type><Code>${code}</Code>` +
      '<Message>no &lt;user&gt; &amp; &quot;no&quot; role</Message></Error><RequestId>id</RequestId></ErrorResponse>',
  );
});

test('maps are entries', () => {
  const { body } = writeQueryAnswer(service, operation('GetAccountSummary'), { SummaryMap: { Users: 1 } }, 'id');
  expect(body).toContain('<SummaryMap><entry><key>Users</key><value>1</value></entry></SummaryMap>');
});

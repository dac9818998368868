import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { AwsError } from './errors.js';
import { headerMap } from './header-map.js';
import { parseQuery, parseQueryInput } from './query-codec.js';
import { parseRestXmlInput } from './rest-xml-codec.js';
import { routeQueryOperation, routeService } from './route.js';
import { s3Address, splitTarget } from './s3-address.js';
import { routeS3Operation } from './s3-routes.js';
import { readService } from './schema.js';
import { validateInput } from './validate.js';
import { parseXml } from './xml-reader.js';

const services = { iam: readService(iam, 'iam'), s3: readService(s3, 's3') };
const seed = { seed: 20261124, numRuns: inject('isFull') ? 3_000 : 60 };

/** Whatever comes in, it is read or refused as AWS would refuse it; nothing else is thrown. */
function readOrRefused(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
  return 'read';
}

function answerS3(method: string, target: string, body: string): void {
  const { path, query } = splitTarget(target);
  const request = { method, ...s3Address('127.0.0.1', path), query: parseQuery(query), headers: headerMap([]), body };
  const operation = routeS3Operation(services.s3, request);
  validateInput(services.s3, operation, parseRestXmlInput(operation, request));
}

function answerQuery(form: string): void {
  const parameters = parseQuery(form);
  const operation = routeQueryOperation(services.iam, parameters);
  validateInput(services.iam, operation, parseQueryInput(operation, parameters));
}

describe('text of any kind is read or refused', () => {
  const methods = fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH', '', '__proto__');
  const queries = fc.constantFrom(
    'acl',
    'policy',
    'tagging',
    'delete',
    'uploads',
    'list-type=2',
    'max-keys=x',
    'uploadId=%',
    '__proto__',
  );
  const xmlPieces = fc.constantFrom(
    '<',
    '>',
    '/',
    '<a>',
    '</a>',
    '<Tag>',
    '</Tag>',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '&',
    '&#x',
    ';',
    '"',
    '=',
    ' ',
    'x',
  );
  const formPieces = fc.constantFrom(
    '&',
    '=',
    '.',
    '%',
    '+',
    'Tags',
    'member',
    '1',
    '__proto__',
    'UserName',
    'MaxItems',
    '-1',
    '%C3%A9',
  );

  test('as XML', () => {
    const xml = fc.oneof(
      fc.string(),
      fc.array(xmlPieces, { maxLength: 40 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(xml, (text) => readOrRefused(() => parseXml(text))),
      seed,
    );
  });

  test('as a form', () => {
    const form = fc.array(formPieces, { maxLength: 40 }).map((pieces) => pieces.join(''));
    const action = fc.constantFrom(...services.iam.operations.keys());
    const answer = (name: string, text: string) =>
      readOrRefused(() => answerQuery(`Action=${name}&Version=2010-05-08&${text}`));
    fc.assert(fc.property(action, form, answer), seed);
  });

  test('as a request of S3', () => {
    const target = fc
      .tuple(fc.string(), fc.array(queries, { maxLength: 3 }))
      .map(([path, keys]) => `/${path}?${keys.join('&')}`);
    const body = fc.array(xmlPieces, { maxLength: 20 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(methods, target, body, (...request) => readOrRefused(() => answerS3(...request))),
      seed,
    );
  });

  test('as a credential', () => {
    const answer = (authorization: string) => {
      const headers = headerMap(['authorization', `AWS4-HMAC-SHA256 Credential=${authorization}`]);
      readOrRefused(() => routeService({ method: 'GET', query: new Map(), headers, hasBucket: () => false }));
    };
    fc.assert(fc.property(fc.string(), answer), seed);
  });
});

describe('what is made to be slow is refused soon', () => {
  test.each<[name: string, code: string, read: () => unknown]>([
    ['100,000 levels of elements', 'MalformedXML', () => parseXml('<a>'.repeat(100_000))],
    ['a flood of <', 'MalformedXML', () => parseXml('<'.repeat(1_000_000))],
    ['a flood of &', 'MalformedXML', () => parseXml(`<a>${'&'.repeat(1_000_000)}</a>`)],
    ['a tag that does not end', 'MalformedXML', () => parseXml(`<a ${' '.repeat(1_000_000)}`)],
    ['a name without end', 'MalformedXML', () => parseXml(`<${'a'.repeat(1_000_000)}`)],
    ['comments that do not end', 'MalformedXML', () => parseXml('<!--'.repeat(100_000))],
    ['a document type', 'MalformedXML', () => parseXml(`<!DOCTYPE a [${'<!ENTITY b "b">'.repeat(1_000)}]><a/>`)],
    ['100,000 attributes of one name', 'MalformedXML', () => parseXml(`<a ${'b="c" '.repeat(100_000)}/>`)],
    [
      '5,000 dots in a key',
      'MalformedQueryString',
      () => answerQuery(`Action=GetUser&Version=2010-05-08&${'.'.repeat(5_000)}=`),
    ],
    [
      '100,000 parameters',
      'MalformedQueryString',
      () => parseQuery('&a'.repeat(50_000) + Array.from({ length: 50_000 }, (_, i) => `&a${i}`).join('')),
    ],
    [
      'a subresource of a huge query',
      'MethodNotAllowed',
      () => answerS3('DELETE', `/b?acl${'&x=y'.repeat(100_000)}`, ''),
    ],
    [
      'a name of a million characters',
      'ValidationError',
      () => answerQuery(`Action=GetUser&Version=2010-05-08&UserName=${'a'.repeat(1_000_000)}!`),
    ],
  ])('%s', (_, code, read) => {
    const start = performance.now();
    expect(refusal(read)).toBe(code);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('no pattern of a constraint backtracks without end', () => {
    const start = performance.now();
    for (const name of ['OrganizationId', 'Path', 'PolicyArn', 'UserName', 'AccountAlias', 'RedirectUrl']) {
      for (const text of [
        'a-'.repeat(20_000),
        '/'.repeat(20_000),
        '/a'.repeat(20_000),
        `http://${'a?'.repeat(20_000)}`,
      ]) {
        for (const operation of services.iam.operations.values())
          readOrRefused(() => validateInput(services.iam, operation, { [name]: text }));
      }
    }
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

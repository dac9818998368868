import { expect, test } from 'vitest';
import { simulateCustomPolicy } from '../engine/index.js';
import { CannotDecide } from '../services/decide.js';
import { simulatorTerms, statementEndingAt } from './simulator-terms.js';

const first = { Sid: 'First', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const second = { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' };

test.each([
  ['on one line', JSON.stringify({ Statement: [first, second] })],
  ['on many', JSON.stringify({ Version: '2012-10-17', Statement: [first, second], Id: 'x' }, undefined, 2)],
])('the statement of a policy %s is found where the simulator says that it ends', (_, document) => {
  const ends = ['s3:GetObject', 's3:PutObject'].map((action) => {
    const [result] = simulateCustomPolicy({ PolicyInputList: [document], ActionNames: [action] });
    return statementEndingAt(document, result?.MatchedStatements[0]?.EndPosition ?? {});
  });
  expect(ends).toEqual([
    { index: 0, sid: 'First' },
    { index: 1, sid: undefined },
  ]);
});

test('the only statement needs no list, and a place before it is none', () => {
  const document = JSON.stringify({ Statement: first });
  expect(statementEndingAt(document, { Line: 1, Column: 60 })).toEqual({ index: 0, sid: 'First' });
  expect(statementEndingAt(document, { Line: 1, Column: 1 })).toBeUndefined();
});

test('what a trust policy decides is not asked', () => {
  const terms = simulatorTerms();
  expect(() => terms.checkAction('sts:AssumeRole')).toThrow(CannotDecide);
  expect(() => terms.checkAction('dynamodb:Sing')).toThrow('is no action of `dynamodb`');
  expect(terms.checkAction('dynamodb:GetItem')).toBeUndefined();
  expect(terms.layerName('boundary')).toBe('permissions boundary of the caller');
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../index.js';

/** What no client of ours sends to the control interface is refused with what to do, and nothing goes wrong inside. */

const ID = '123456789012';
const failures: unknown[] = [];
let emulator: Emulator;
let endpoint: string;

beforeAll(async () => {
  emulator = await startEmulator({ onError: (error) => failures.push(error) });
  endpoint = await emulator.listen();
});
afterAll(() => emulator.close());

const decide = (more: object) => ({ accessKeyId: ID, action: 's3:GetObject', ...more });

test.each<[path: string, body: object]>([
  ['decide', decide({ resource: 5 })],
  ['decide', decide({ context: { 'aws:username': 5 } })],
  ['decide', decide({ context: ['aws:username'] })],
  ['decide', decide({ withoutSids: 'Guard' })],
  ['decide', decide({ origin: null })],
  ['decide', decide({ origin: { sourceIp: 5 } })],
  ['decide', decide({ origin: { calledVia: 'athena.amazonaws.com' } })],
  ['decide', decide({ origin: { service: { principal: {} } } })],
  ['decide', decide({ origin: { time: 'soon' } })],
  [`accounts/${ID}/clock/advance`, { by: 1e308 }],
  [`accounts/${ID}/clock/set`, { to: -1 }],
  [`accounts/${ID}/propagation`, { delay: null }],
  ['accounts/%zz/clock/freeze', {}],
])('%s refuses %j', async (path, body) => {
  const answer = await fetch(`${endpoint}/_rehearsal/${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect([answer.status, failures]).toEqual([400, []]);
});

test('a question with all its members is decided', async () => {
  const service = { principal: 'lambda.amazonaws.com', sourceArn: `arn:aws:lambda:us-east-1:${ID}:function:f` };
  const origin = { sourceIp: '203.0.113.7', secureTransport: true, service, mfa: 300, time: '2026-11-24T10:00:00Z' };
  const body = decide({ resource: '*', context: { 'aws:username': ['a'] }, withoutSids: [], origin });
  const answer = await fetch(`${endpoint}/_rehearsal/decide`, { method: 'POST', body: JSON.stringify(body) });
  expect([answer.status, failures]).toEqual([200, []]);
});

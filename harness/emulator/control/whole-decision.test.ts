import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { explain, explanationText } from '../../engine/index.js';
import { openAccount } from '../../rehearsal/account.js';
import { openEndpoint } from '../../targets/endpoint.js';
import { startEmulator } from '../index.js';
import { controlClient } from './client.js';
import { wholeDecision } from './whole-decision.js';

async function served() {
  const emulator = await startEmulator();
  const endpoint = await emulator.listen({ trustOrigin: true });
  const target = await openEndpoint({ url: endpoint });
  const account = await openAccount(target);
  onTestFinished(async () => {
    await account.close();
    await emulator.close();
  });
  return { account, emulator, control: controlClient(endpoint) };
}

test('a decision that was told is explained, traced and decided again as where it was made', async () => {
  const { account, emulator, control } = await served();
  const boundary = await account.boundary({ allows: 'sqs:*' });
  const [bound, user] = [await account.user({ allows: 's3:ListAllMyBuckets', boundary }), await account.user()];
  const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'blue' } };
  const role = await account.role({ trusts: user, allows: { Action: 's3:*', Resource: '*', Condition } });
  const Statement = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' };
  const session = await user.assume(role, { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
  for (const who of [bound, session]) await who.attempt(new ListBucketsCommand({}));
  const made = emulator.decisions.list();
  expect(made.length).toBeGreaterThan(5);
  for (const { requestId, decision } of made) {
    const told = (await control.decisionsOf(requestId)).find(({ action }) => action === decision.request.action);
    const whole = told && wholeDecision(told);
    expect(whole).toMatchObject({ outcome: decision.outcome, because: decision.because });
    if (whole) expect(explanationText(explain(whole))).toBe(explanationText(explain(decision)));
  }
});

test('what was left out of a question is left out again', async () => {
  const { account, control } = await served();
  const user = await account.user({ allows: 'sqs:*' });
  const { decisions } = await user.attempt('sqs:SendMessage'); // without the guard of the run
  expect(decisions).toMatchObject([{ outcome: 'allowed', whole: { outcome: 'allowed' } }]);
  const guarded = await control.decide(user.credentials.accessKeyId, { action: 'sqs:SendMessage' });
  expect(wholeDecision(guarded)).toMatchObject({ outcome: 'denied', layer: 'boundary' });
});

test('a decision that our engine would not make stays as it was told', async () => {
  const { account, control } = await served();
  const user = await account.user();
  const told = await control.decide(user.credentials.accessKeyId, { action: 's3:GetObject' });
  expect(wholeDecision({ ...told, outcome: 'allowed' })).toBeUndefined();
});

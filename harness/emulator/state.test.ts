import * as iam from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { expect, inject, test } from 'vitest';
import { seededRandom } from './random.js';
import { startEmulator } from './start.js';
import { ACCOUNT, ALLOW_ALL, randomCall } from './state-calls.fixture.js';
import { checkListings, checkReferences, idsOf, knownOf, stateOf, withoutTraces } from './state-invariants.fixture.js';

const STEPS = inject('isFull') ? 5000 : 150;
const TIMEOUT = inject('isFull') ? 600_000 : 30_000;

/** An account, the clients of a user in it who may do all, and its root's. */
async function stage() {
  const emulator = await startEmulator({ seed: 'state' });
  const { root, clock, propagation } = emulator.account(ACCOUNT);
  clock.freeze();
  const asRoot = emulator.clientConfig(root);
  const admin = new iam.IAMClient(asRoot);
  const { User } = await admin.send(new iam.CreateUserCommand({ UserName: 'caller' }));
  await admin.send(new iam.PutUserPolicyCommand({ UserName: 'caller', PolicyName: 'all', PolicyDocument: ALLOW_ALL }));
  const { AccessKey } = await admin.send(new iam.CreateAccessKeyCommand({ UserName: 'caller' }));
  const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const calling = { ...emulator.clientConfig(credentials), maxAttempts: 1 };
  const clients = { iam: new iam.IAMClient(calling), s3: new S3Client(calling), sts: new STSClient(calling) };
  const seen = new Set([User?.UserId ?? '', credentials.accessKeyId]);
  return { emulator, clock, propagation, clients, seen, readers: { iam: admin, s3: new S3Client(asRoot) } };
}

test(`the state stays whole over ${STEPS} random calls of IAM, STS and S3`, { timeout: TIMEOUT }, async () => {
  const { emulator, clock, propagation, clients, seen, readers } = await stage();
  const random = seededRandom('state');
  let before = emulator.snapshot();
  let refused = 0;
  for (let step = 0; step < STEPS; step++) {
    if (random() % 4 === 0) clock.advance(`${random() % 90}s`);
    const changesDelay = random() % 20 === 0;
    if (changesDelay) propagation.set(random() % 2 === 0 ? 'off' : { min: '1s', max: '40s' });
    if (changesDelay) before = emulator.snapshot();
    const { service, command } = randomCall(random, knownOf(stateOf(before), clock.now()));
    const label = `step ${step}: ${command.constructor.name} ${JSON.stringify((command as { input?: unknown }).input)}`;
    const known = new Set(idsOf(before));
    const send = (clients[service] as { send(command: object): Promise<unknown> }).send.bind(clients[service]);
    const failed = await send(command).then(
      () => false,
      () => true,
    );
    const after = emulator.snapshot();
    if (failed) {
      refused++;
      expect(withoutTraces(after), label).toEqual(withoutTraces(before));
    }
    for (const id of idsOf(after)) {
      if (known.has(id)) continue;
      expect(seen.has(id), `${label}: ${id} came twice`).toBe(false);
      seen.add(id);
    }
    checkReferences(stateOf(after), label);
    before = after;
    if (step % 25 === 0) {
      const text = JSON.stringify(after);
      emulator.restore(JSON.parse(text));
      expect(JSON.stringify(emulator.snapshot()), label).toBe(text);
    }
    if (step % 75 === 74) {
      propagation.settle();
      before = emulator.snapshot();
      await checkListings(readers, stateOf(before));
    }
  }
  expect(refused).toBeGreaterThan(STEPS / 10);
  expect(refused).toBeLessThan((STEPS * 9) / 10);
});

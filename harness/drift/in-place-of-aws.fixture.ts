import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { onTestFinished } from 'vitest';
import { type EmulatorOptions, startEmulator } from '../emulator/index.js';
import { openLive } from '../targets/live.js';
import { PRODUCTION_WORDS } from '../targets/production-words.js';

const ACCOUNT = '123456789012';
const ALLOW_ALL = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });

/** The target `live`, with an emulator in the place of AWS, and an operator in its account. */
export async function liveInPlaceOfAws(options: EmulatorOptions = {}, policy = ALLOW_ALL) {
  const emulator = await startEmulator(options);
  const ledgerFolder = mkdtempSync(join(tmpdir(), 'drift-live-'));
  onTestFinished(async () => {
    await emulator.close();
    rmSync(ledgerFolder, { recursive: true });
  });
  const { root, clock, propagation } = emulator.account(ACCOUNT);
  const iam = new IAMClient(emulator.clientConfig(root));
  const UserName = 'operator';
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'all', PolicyDocument: policy }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  clock.advance('1m');
  const target = await openLive({
    conditions: {
      account: ACCOUNT,
      confirmation: ACCOUNT,
      region: 'us-east-1',
      isCi: false,
      ciIsMeant: false,
      productionWords: PRODUCTION_WORDS,
    },
    ledgerFolder,
    print: () => undefined,
    instead: {
      credentials,
      clientConfig: (signer) => ({ ...emulator.clientConfig(signer), maxAttempts: 1, forcePathStyle: true }),
      sleep: async (time) => clock.advance(time),
    },
  });
  onTestFinished(() => target[Symbol.asyncDispose]());
  return { emulator, iam, target, propagation, account: ACCOUNT, operator: credentials };
}

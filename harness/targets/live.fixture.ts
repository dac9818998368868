import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as iam from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { type Emulator, type EmulatorOptions, startEmulator } from '../emulator/index.js';
import { type LiveOptions, openLive } from './live.js';
import type { OperatorCredentials } from './live-caller.js';
import type { LiveConditions } from './live-guard.js';
import { operatorPolicy } from './operator-policy.js';
import { PRODUCTION_WORDS } from './production-words.js';
import type { Credentials, TargetClientConfig } from './target.js';

export const ACCOUNT = '123456789012';
export const RUN = '0a1b2c3d';

const CONDITIONS: LiveConditions = {
  account: ACCOUNT,
  confirmation: ACCOUNT,
  region: 'us-east-1',
  isCi: false,
  ciIsMeant: false,
  productionWords: PRODUCTION_WORDS,
  elsewhere: [],
};

/** An emulator in the place of AWS, whose changes take up to 15 seconds, and in it an operator who may what the documented policy says, or what another does. */
export async function inPlaceOfAws(policy: object = operatorPolicy(ACCOUNT), options: EmulatorOptions = {}) {
  const emulator = await startEmulator({ seed: 'live', ...options });
  const ledgerFolder = mkdtempSync(join(tmpdir(), 'live-'));
  onTestFinished(async () => {
    await emulator.close();
    rmSync(ledgerFolder, { recursive: true });
  });
  const { root, clock, propagation } = emulator.account(ACCOUNT);
  const client = new iam.IAMClient(emulator.clientConfig(root));
  const s3 = new S3Client({ ...emulator.clientConfig(root), forcePathStyle: true });
  const operator = await operatorWith(policy, client);
  propagation.set({ min: 0, max: '15s' });
  const printed: string[] = [];
  const open = (
    conditions: Partial<LiveConditions> = {},
    more: Partial<LiveOptions> = {},
    credentials: OperatorCredentials = operator,
  ) =>
    openLive({
      conditions: { ...CONDITIONS, ...conditions },
      run: RUN,
      ledgerFolder,
      print: (text) => printed.push(text),
      ...more,
      instead: {
        credentials,
        clientConfig: (signer): TargetClientConfig => ({
          ...emulator.clientConfig(signer),
          maxAttempts: 1,
          forcePathStyle: true,
        }),
        sleep: async (time) => clock.advance(time),
        now: () => clock.now(),
      },
    });
  return { emulator, client, s3, root, operator, clock, open, printed, ledgerFolder };
}

/** A user of the account itself, which has nothing to do with any run. */
export async function operatorWith(policy: object, client: iam.IAMClient): Promise<Credentials> {
  const UserName = 'operator';
  await client.send(new iam.CreateUserCommand({ UserName }));
  const { Policy } = await client.send(
    new iam.CreatePolicyCommand({ PolicyName: 'operator', PolicyDocument: JSON.stringify(policy) }),
  );
  await client.send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }));
  const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

/** The calls that change something, also those that were denied. */
export function writes(emulator: Emulator): readonly string[] {
  return emulator.decisions
    .list()
    .map(({ operation }) => operation)
    .filter((operation) => !/:(Get|List|Simulate)/.test(operation));
}

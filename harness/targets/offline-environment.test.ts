import { devNull } from 'node:os';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbedded, stayOffline } from './index.js';
import { isolateEnvironment } from './offline-environment.js';
import { LeftOffline } from './offline-refusal.js';

const SURROUNDINGS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'token',
  AWS_PROFILE: 'production',
  AWS_CONFIG_FILE: '/home/me/.aws/config',
  AWS_ENDPOINT_URL_S3: 'https://s3.eu-central-1.amazonaws.com',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_REGION: 'eu-central-1',
};

/** What the surroundings say of other things. */
const OTHERS = { AWS_S3_BUCKET: 'mine', AWS_MAX_ATTEMPTS: '2', HOME: '/home/me' };

test('credentials, profiles, files and endpoints of the surroundings are taken away, and put back', () => {
  const env: Record<string, string | undefined> = { ...SURROUNDINGS, ...OTHERS };
  const isolated = isolateEnvironment(env, 'us-east-1');
  expect(env).toEqual({
    ...OTHERS,
    AWS_ACCESS_KEY_ID: 'REHEARSALOFFLINE',
    AWS_SECRET_ACCESS_KEY: 'offline',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: 'http://no-endpoint-was-configured.iam-rehearsal.invalid',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  });
  isolated[Symbol.dispose]();
  expect(env).toEqual({ ...SURROUNDINGS, ...OTHERS });
});

test('what was set in the meantime stays', () => {
  const env: Record<string, string | undefined> = { AWS_PROFILE: 'production' };
  const isolated = isolateEnvironment(env, 'us-east-1');
  env.AWS_ENDPOINT_URL = 'http://127.0.0.1:4566';
  isolated[Symbol.dispose]();
  expect(env).toEqual({ AWS_PROFILE: 'production', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' });
});

const before: Record<string, string | undefined> = {};
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) before[name] = process.env[name];
  Object.assign(process.env, SURROUNDINGS);
});
afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, before);
});

async function refusalOf(client: STSClient): Promise<unknown> {
  return client.send(new GetCallerIdentityCommand({})).then(
    () => undefined,
    (error: unknown) => error,
  );
}

test('a client of code under test finds nothing of the surroundings, even one that was made before', async () => {
  await using target = await openEmbedded();
  const early = new STSClient({});
  using _ = stayOffline(target);
  for (const client of [early, new STSClient({})]) {
    const error = await refusalOf(client);
    expect(error).toBeInstanceOf(LeftOffline);
    expect((error as Error).message).toContain(
      'signed for `sts` in `us-east-1`, and this run stays offline: that client of AWS has no endpoint of its own',
    );
    client.destroy();
  }
  expect(process.env).not.toHaveProperty('AWS_PROFILE');
});

test('on a real account the surroundings are what is meant', () => {
  using _ = stayOffline({ name: 'live', region: 'us-east-1' });
  expect(process.env.AWS_PROFILE).toBe('production');
});

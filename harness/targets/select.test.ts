import { expect, test } from 'vitest';
import { announcement, openTarget, stayOffline, targetName } from './select.js';
import { TargetUnavailable } from './target-errors.js';

test('the default is the embedded emulator, whatever else happens to be set', async () => {
  const env = {
    LOCALSTACK_AUTH_TOKEN: 'x',
    AWS_PROFILE: 'production',
    AWS_ACCESS_KEY_ID: 'AKIA',
    REHEARSAL_ENDPOINT: 'http://x',
  };
  expect(targetName(env)).toBe('embedded');
  await using target = await openTarget(env);
  expect(target).toMatchObject({ name: 'embedded', capabilities: { signatures: true, freshAccounts: true } });
});

test('the first line of a run names the target and how to use another', () => {
  expect(announcement({})).toBe(
    'iam-rehearsal: target `embedded`, our emulator of IAM, STS and S3 in this process; it imitates AWS and always enforces. Another: REHEARSAL_TARGET=container|localstack|endpoint|live',
  );
  expect(announcement({ REHEARSAL_TARGET: 'endpoint' })).toContain(
    'target `endpoint`, the server at REHEARSAL_ENDPOINT',
  );
});

test.each([
  [{ REHEARSAL_TARGET: 'aws' }, 'set it to one of `embedded`, `container`, `localstack`, `endpoint`, `live`'],
  [{ REHEARSAL_TARGET: 'toString' }, 'set it to one of'],
  [{ REHEARSAL_TARGET: 'live' }, 'nothing was written: set REHEARSAL_LIVE_ACCOUNT to the twelve digits'],
  [{ REHEARSAL_TARGET: 'localstack' }, 'set LOCALSTACK_AUTH_TOKEN'],
  [{ REHEARSAL_TARGET: 'localstack', REHEARSAL_LOCALSTACK_ENV: 'DEBUG' }, 'set it to e.g. `DEBUG=1,OTHER=x`'],
  [{ REHEARSAL_TARGET: 'endpoint' }, 'needs REHEARSAL_ENDPOINT: set it to the URL of the server'],
  [
    { REHEARSAL_TARGET: 'endpoint', REHEARSAL_ENDPOINT: 'http://127.0.0.1:1' },
    'needs REHEARSAL_ENDPOINT_ACCESS_KEY_ID',
  ],
])('%o is refused, and says what to do', async (env, message) => {
  const opened = Promise.resolve().then(() => openTarget(env));
  await expect(opened).rejects.toThrow(TargetUnavailable);
  await expect(opened).rejects.toThrow(message);
});

test('how far a run stays offline is `strict` or not said', () => {
  const target = { name: 'endpoint', region: 'us-east-1' } as const;
  const env = {
    REHEARSAL_OFFLINE: 'strict',
    REHEARSAL_ENDPOINT: 'http://emulator.test:4566',
    AWS_PROFILE: 'production',
  };
  using _ = stayOffline(target, env);
  expect(env).not.toHaveProperty('AWS_PROFILE');
  expect(() => stayOffline(target, { REHEARSAL_OFFLINE: 'no' })).toThrow(
    'REHEARSAL_OFFLINE is `no`; set it to `strict`',
  );
});

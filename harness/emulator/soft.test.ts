import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { expect, test, vi } from 'vitest';
import { startEmulator } from './start.js';

test('a soft emulator says that it enforces nothing, records what is missing, and carries the call out', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const emulator = await startEmulator({ soft: true });
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    'iam-rehearsal: soft: missing permissions are recorded and NOT enforced',
  );
  warn.mockRestore();
  const iam = new IAMClient(emulator.clientConfig(emulator.account().root));
  await iam.send(new CreateUserCommand({ UserName: 'nobody' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' }));
  const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const { Users } = await new IAMClient(emulator.clientConfig(credentials)).send(new ListUsersCommand({}));
  expect(Users).toHaveLength(1);
  const { decision, words } = emulator.decisions.list().at(-1) ?? {};
  expect(decision?.outcome).toBe('denied');
  expect(words).toContain('is not authorized to perform: iam:ListUsers');
});

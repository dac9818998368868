import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { redactWorker } from './redacted-output.js';

/** As Vitest gives one to a worker. */
function workersConsole() {
  const lines: string[] = [];
  const stream = () => new Writable({ write: (chunk, _, done) => done(void lines.push(String(chunk))) });
  const before = globalThis.console;
  globalThis.console = new Console({ stdout: stream(), stderr: stream() });
  onTestFinished(() => {
    globalThis.console = before;
  });
  return lines;
}

test('what a test prints is redacted in its worker, where the target has something to hide', () => {
  const lines = workersConsole();
  {
    using _ = redactWorker({ redact: (text) => text.replaceAll('carol', '<name>') });
    console.log('user %s', 'carol');
    console.error(new TypeError('no carol').message);
  }
  using _ = redactWorker({});
  console.log('carol');
  expect(lines).toEqual(['user <name>\n', 'no <name>\n', 'carol\n']);
});

/** `npm run bench`: runs every `*.bench.js` of the build in a process of its own, one after the other. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const benches = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.bench.js'));
const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

for (const bench of benches.sort()) {
  console.log(`\n${bench}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', join(folder, bench)], { stdio: 'inherit', env });
  if (status !== 0) process.exitCode = 1;
}

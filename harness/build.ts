/** The second half of `npm run build`: puts the shipped data beside the compiled code, and bundles the report's page and the command. */
import { chmodSync, cpSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCommand } from './bundle.js';
import { bundlePage } from './bundle-page.js';

const sources = fileURLToPath(new URL('../harness/', import.meta.url));
const compiled = fileURLToPath(new URL('../dist/', import.meta.url));

for (const entry of readdirSync(sources, { withFileTypes: true, recursive: true })) {
  if (!entry.isDirectory() || entry.name !== 'data') continue;
  const folder = join(entry.parentPath, entry.name);
  const target = join(compiled, relative(sources, folder));
  rmSync(target, { recursive: true, force: true });
  cpSync(folder, target, { recursive: true });
}
await bundlePage(join(compiled, 'reports', 'page'));
await bundleCommand(join(compiled, 'command'), '../');
chmodSync(join(compiled, 'command', 'main.js'), 0o755);

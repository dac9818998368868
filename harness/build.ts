/** The second half of `npm run build`: puts the shipped data beside the compiled code and makes the command executable. */
import { chmodSync, cpSync, readdirSync, rmSync } from 'node:fs';

const sources = new URL('../harness/', import.meta.url);
const compiled = new URL('../dist/', import.meta.url);

for (const folder of readdirSync(sources, { withFileTypes: true, recursive: true })) {
  if (!folder.isDirectory() || folder.name !== 'data') continue;
  const place = `${folder.parentPath.slice(sources.pathname.length - 1).replace(/^\//, '')}/data`;
  const target = new URL(place, compiled);
  rmSync(target, { recursive: true, force: true });
  cpSync(new URL(place, sources), target, { recursive: true });
}
chmodSync(new URL('cli/main.js', compiled), 0o755);

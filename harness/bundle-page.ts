import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

/** Puts the page of the HTML report into one file: scripts and styles stand in it, and nothing is loaded. */
export async function bundlePage(outDir: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    root: fileURLToPath(new URL('../harness/reports/page/', import.meta.url)),
    plugins: [viteSingleFile()],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { outDir, emptyOutDir: true, target: 'es2023', minify: true, license: { fileName: 'licenses.md' } },
  });
}

import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const sources = fileURLToPath(new URL('../harness/', import.meta.url));

/**
 * Puts the command into a few files, with the packages that it uses: loading a thousand small ones would take longer than the server
 * may take to start. The licences of what is bundled come with it.
 *
 * Data lies beside the module that reads it, so that a module's own URL must stay what it was: `moduleFolder` is the folder of the
 * modules as a URL, relative to the output or absolute.
 */
export async function bundleCommand(outDir: string, moduleFolder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    plugins: [{ name: 'own-url', transform: (code, id) => withOwnUrl(code, id, moduleFolder) }],
    build: {
      ssr: fileURLToPath(new URL('../harness/cli/main.ts', import.meta.url)),
      outDir,
      emptyOutDir: true,
      target: 'node20.19',
      minify: true,
      license: { fileName: 'licenses.md' },
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' } },
    },
  });
}

function withOwnUrl(code: string, id: string, moduleFolder: string): string | undefined {
  if (!id.startsWith(sources) || !code.includes('import.meta.url')) return undefined;
  const place = moduleFolder + relative(sources, id).replaceAll('\\', '/').replace(/ts$/, 'js');
  return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`);
}

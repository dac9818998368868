import { fileURLToPath } from 'node:url';
import { build, normalizePath, type Plugin } from 'vite';

const sources = normalizePath(fileURLToPath(new URL('../harness/', import.meta.url)));

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
    ssr: { noExternal: true, external: ['testcontainers', '@testcontainers/localstack'] },
    plugins: [ownUrl(moduleFolder), schemasForServices()],
    build: {
      ssr: fileURLToPath(new URL('../harness/cli/main.ts', import.meta.url)),
      outDir,
      emptyOutDir: true,
      target: 'node20.19',
      minify: true,
      license: { fileName: 'licenses.md' },
      rolldownOptions: {
        // They are asked for by the targets that run containers, and there only; whoever uses these has them installed.
        external: [/^testcontainers$/, /^@testcontainers\//],
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  });
}

function ownUrl(moduleFolder: string): Plugin {
  return {
    name: 'own-url',
    transform(code, id) {
      if (!id.startsWith(sources) || !code.includes('import.meta.url')) return undefined;
      const place = moduleFolder + id.slice(sources.length).replace(/ts$/, 'js');
      return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`);
    },
  };
}

const SCHEMAS_OF = '\0schemas-of:';

/**
 * The services read the schemas of the SDK's commands and send nothing: for them a client's module is replaced by its schemas and enums,
 * and by commands that have only their schema. Credentials, endpoints, retries and protocols, four fifths of a client, are not loaded.
 */
function schemasForServices(): Plugin {
  return {
    name: 'schemas-for-services',
    enforce: 'pre',
    resolveId: (source, importer) =>
      source.startsWith('@aws-sdk/client-') && importer?.startsWith(`${sources}services/`)
        ? SCHEMAS_OF + source
        : undefined,
    async load(id) {
      if (!id.startsWith(SCHEMAS_OF)) return undefined;
      const client = id.slice(SCHEMAS_OF.length);
      const schemas = `${client}/dist-es/schemas/schemas_0.js`;
      const names = Object.keys((await import(client)) as object).filter((name) => /[^$]Command$/.test(name));
      return [
        `import * as schemas from '${schemas}';`,
        `export * from '${schemas}';`,
        `export * from '${client}/dist-es/models/enums.js';`,
        ...names.map((name) => `export class ${name} { schema = schemas.${name.slice(0, -'Command'.length)}$ }`),
      ].join('\n');
    },
  };
}

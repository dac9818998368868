import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** What each layer may import, beside itself. A folder of `harness/` that is not named here is refused. */
const LAYERS: Readonly<Record<string, readonly string[] | 'anything'>> = {
  engine: [],
  aws: [],
  reference: [],
  cleanup: [],
  account: ['engine'],
  services: ['aws', 'account', 'engine', 'reference'],
  emulator: ['services', 'aws', 'account', 'engine', 'reference', 'imports'],
  imports: ['account', 'engine'],
  reports: ['engine', 'reference'],
  targets: ['emulator', 'cleanup'],
  drift: ['targets', 'cleanup', 'engine', 'aws'],
  rehearsal: ['targets', 'cleanup', 'reports', 'drift', 'engine'],
  cli: 'anything',
};

/** The engine computes decisions from what it is handed: no files, no network, no clock. */
const PACKAGES_OF_THE_ENGINE = ['ipaddr.js', 'yaml'];

const root = fileURLToPath(new URL('.', import.meta.url));
const isBesideTheProduct = /\.(test|fixture|bench)\.ts$|(^|\/)generate\.ts$/;

interface Import {
  readonly file: string;
  readonly layer: string;
  readonly specifier: string;
  /** Relative to `harness/`; undefined for a package. */
  readonly target: string | undefined;
}

function importsOf(text: string): readonly string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const pattern = /(?:\bfrom|\bimport)\s*\(?\s*(['"])([^'"\n]+)\1/g;
  return [...code.matchAll(pattern)].map(([, , specifier = '']) => specifier);
}

function readImports(): readonly Import[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  const product = files.filter((file) => file.includes('/') && /\.ts$/.test(file) && !isBesideTheProduct.test(file));
  return product.flatMap((file) =>
    importsOf(readFileSync(join(root, file), 'utf8')).map((specifier) => ({
      file,
      layer: file.split('/')[0] ?? '',
      specifier,
      target: specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : undefined,
    })),
  );
}

const imports = readImports();

function named(found: readonly Import[]): readonly string[] {
  return found.map(({ file, specifier }) => `${file} imports ${specifier}`);
}

test('every form of import is seen', () => {
  const text = `
    import './a.js';
    import type { B } from './b.js';
    export * from "./c.js";
    const d = await import('./d.js');
    type E = import('./e.js').E;
    // import './comment.js';
    import {
      f,
    } from './f.js';`;
  expect(importsOf(text)).toEqual(['./a.js', './b.js', './c.js', './d.js', './e.js', './f.js']);
});

test('every folder is a layer', () => {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const unknown = folders.map(({ name }) => name).filter((name) => name !== 'decisions' && !(name in LAYERS));
  expect(unknown).toEqual([]);
});

test('a layer imports only the layers below it', () => {
  const wrong = imports.filter(({ layer, target }) => {
    const allowed = LAYERS[layer];
    if (target === undefined || allowed === undefined || allowed === 'anything') return false;
    const [below = ''] = target.split('/');
    return below !== layer && !allowed.includes(below);
  });
  expect(named(wrong)).toEqual([]);
});

test('the engine imports no more than it needs to compute', () => {
  const packages = imports.filter(({ layer, target }) => layer === 'engine' && target === undefined);
  expect(named(packages.filter(({ specifier }) => !PACKAGES_OF_THE_ENGINE.includes(specifier)))).toEqual([]);
});

test('no product code imports fixtures or tests', () => {
  const wrong = imports.filter(({ target }) => /^\.\.\/|\.(test|fixture|bench)\.js$/.test(target ?? ''));
  expect(named(wrong)).toEqual([]);
});

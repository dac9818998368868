import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const HARNESS = dirname(fileURLToPath(import.meta.url));

/** Who may import whom; a layer always may import itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  aws: [],
  reference: [],
  cleanup: [],
  account: ['engine'],
  services: ['aws', 'account', 'engine', 'reference'],
  emulator: ['services', 'aws', 'account', 'engine', 'reference'],
  imports: ['account', 'engine'],
  reports: ['engine', 'reference'],
  targets: ['emulator', 'cleanup'],
  rehearsal: ['targets', 'cleanup', 'reports', 'engine'],
  cli: ['engine', 'aws', 'account', 'services', 'emulator', 'imports', 'reports', 'targets', 'rehearsal', 'cleanup', 'reference'],
};

const files = readdirSync(HARNESS, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && file.includes(sep) && !/\.(?:test|bench|fixture)\.ts$|generate\.ts$/.test(file),
);

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(HARNESS, file), 'utf8');
  return [...text.matchAll(/\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g)].map(([, from, dynamic]) => from ?? dynamic ?? '');
}

test.each(Object.keys(ALLOWED))('%s imports only the layers below it', (layer) => {
  const breaches = files
    .filter((file) => file.split(sep)[0] === layer)
    .flatMap((file) =>
      importsOf(file)
        .map((name) => relative(HARNESS, join(HARNESS, dirname(file), name)).split(sep)[0] ?? '')
        .filter((target) => target !== layer && !ALLOWED[layer]?.includes(target))
        .map((target) => `${file} imports ${target}`),
    );
  expect(breaches).toEqual([]);
});

test('every folder of the harness is a known layer', () => {
  const layers = new Set(files.map((file) => file.split(sep)[0]));
  expect([...layers].filter((layer) => layer === undefined || !(layer in ALLOWED))).toEqual([]);
});

test('the engine imports nothing from outside of itself', () => {
  const outside = files
    .filter((file) => file.startsWith(`engine${sep}`))
    .filter((file) => /from '(?!\.)/.test(readFileSync(join(HARNESS, file), 'utf8')));
  expect(outside).toEqual([]);
});

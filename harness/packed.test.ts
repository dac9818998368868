import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, inject, onTestFinished, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds the package aside, since other tests run what is built, and packs it. */
async function pack(folder: string): Promise<string> {
  for (const file of ['package.json', 'tsconfig.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'NOTICE'])
    cpSync(join(root, file), join(folder, file));
  cpSync(join(root, 'harness'), join(folder, 'harness'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  await execa('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', join(folder, 'dist')], { cwd: root });
  await execa('node', ['dist/build.js'], { cwd: folder });
  const { stdout } = await execa('npm', ['pack', '--ignore-scripts', '--json'], { cwd: folder });
  return join(folder, JSON.parse(stdout)[0].filename);
}

/** A project with the package, and beside it what the package says that it needs: a registry is not asked. */
async function install(tarball: string, project: string): Promise<void> {
  cpSync(join(root, 'fixtures/packed-project'), project, { recursive: true });
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'iam-rehearsal'), { recursive: true });
  await execa('tar', ['-xzf', tarball, '-C', join(modules, 'iam-rehearsal'), '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync(join(modules, 'iam-rehearsal/package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), 'vitest', 'typescript', '@types/node']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module", "private": true }');
  const compilerOptions = { module: 'nodenext', strict: true, noEmit: true, skipLibCheck: false, types: ['node'] };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
}

/** What a developer may have around, and a test run must not use. */
const SURROUNDINGS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'token',
  AWS_PROFILE: 'production',
  AWS_REGION: 'eu-central-1',
  AWS_ENDPOINT_URL_S3: 'https://s3.eu-central-1.amazonaws.com',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
};

test.runIf(inject('isFull'))(
  'a project that installed the package has its types, its matchers, its offline guard and its reporter',
  { timeout: 600_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'packed-'));
    onTestFinished(() => rmSync(folder, { recursive: true }), 60_000);
    const [packed, project] = [join(folder, 'package'), join(folder, 'project')];
    mkdirSync(packed);
    await install(await pack(packed), project);
    const types = await execa(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: project, reject: false });
    expect(types.stdout).toBe('');

    const GITHUB_STEP_SUMMARY = join(project, 'summary.md');
    const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY, CI: '' };
    const env = { ...SURROUNDINGS, ...github, REHEARSAL_TARGET: '', NO_COLOR: '1', NODE_OPTIONS: '' };
    // `npx` would take another Vitest, where one lies in a folder above.
    const { all = '', exitCode } = await execa(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', 'run', '--update'],
      {
        cwd: project,
        env,
        reject: false,
        all: true,
      },
    );
    expect(all).toContain('iam-rehearsal: target `embedded`');
    expect(all).toContain('1 passed');
    expect(all).toContain('why: no policy of the caller allows s3:PutObject, and what is not allowed is denied');
    expect(all).toContain('nearest: the statement ReadNotes of notes (policies/notes.yaml:3)');
    expect(all).toContain(
      'signed for `sts` in `us-east-1`, and this run stays offline: that client of AWS has no endpoint',
    );
    expect(all).toMatch(/iam-rehearsal: \d+ decisions? of tests on `embedded`/);
    expect(all).toMatch(/policies\/notes\.yaml:7 {2}statement NeverTried decided in no test/);
    expect(all).toContain('below the threshold of 95%');
    expect(all).toContain('::notice file=policies/notes.yaml,line=7');
    expect(exitCode).toBe(1);

    const read = (file: string) => readFileSync(join(project, file), 'utf8');
    expect(read('summary.md')).toContain('| `policies/notes.yaml:7` |');
    expect(read('junit.xml')).toContain('<property name="iam-rehearsal.denied" value="1">');
    expect(read('policies.lcov')).toContain('SF:policies/notes.yaml');
    expect(read('__snapshots__/notes.test.ts.snap')).toContain('s3:ListAllMyBuckets  denied');
    expect(all + read('summary.md') + read('junit.xml')).not.toMatch(/AKIA[A-Z0-9]{12}|wJalr/);
  },
);

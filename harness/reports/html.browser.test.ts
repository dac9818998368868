/** The report's page in a real browser: `npm run test:browser`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  ListRolesCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator } from '../emulator/index.js';
import { htmlReport, livePage } from './html.js';
import { writeLargeRun } from './large-run.fixture.js';
import { liveFigures } from './live-figures.js';
import { readRecords } from './read-record.js';
import { recordFiles } from './read-run.js';
import { runSummary } from './run-summary.js';

const folder = mkdtempSync(join(tmpdir(), 'report-'));
/** Where screenshots are kept for a look; nowhere unless told. */
const shots = process.env.REHEARSAL_SCREENSHOTS;
const LISTING = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' },
});
let browser: Browser;
let url: string;
let bytes: number;

beforeAll(async () => {
  writeLargeRun(folder, 10_000);
  const files = recordFiles(folder);
  const html = htmlReport(files, runSummary(readRecords(files)));
  bytes = Buffer.byteLength(html);
  writeFileSync(join(folder, 'report.html'), html);
  url = pathToFileURL(join(folder, 'report.html')).href;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(address: string, scheme: 'light' | 'dark' = 'light') {
  const page = await browser.newPage({ colorScheme: scheme, viewport: { width: 1280, height: 800 } });
  const asked: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(`${url}#/${address}`);
  await page.waitForSelector('nav');
  return { page, asked, errors };
}

async function look(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

it('a report of 10,000 decisions has less than 5 MB, loads nothing, and can be used within a second', async () => {
  const { page, asked, errors } = await open('matrix');
  const ready = await page.evaluate(() => performance.now());

  expect(bytes).toBeLessThan(5_000_000);
  expect(asked.filter((address) => !address.startsWith('file:') && !address.startsWith('data:'))).toEqual([]);
  expect(errors).toEqual([]);
  expect(await page.getByRole('status').textContent()).toContain('10000 decisions');
  console.log(`  report: ${(bytes / 1e6).toFixed(2)} MB, ready after ${ready.toFixed(0)} ms (goal 1000)`);
  await page.close();
});

describe('each page', () => {
  it('matrix: a cell opens its decisions, and a decision its trace', async () => {
    const { page, errors } = await open('matrix');
    await look(page, 'matrix');
    await page.locator('button.cell.denied').first().click();
    await look(page, 'matrix-cell');
    await page.locator('aside a.call').first().click();

    expect(await page.locator('article.trace h2').textContent()).toContain('denied');
    expect(await page.locator('.layer').count()).toBe(2);
    expect(await page.locator('article.trace').textContent()).toContain('is not authorized to perform');
    await look(page, 'trace');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.matrix.head');
    expect(errors).toEqual([]);
    await page.close();
  });

  it('timeline: only the rows in sight are made, and scrolling shows the others', async () => {
    const { page, errors } = await open('timeline');
    const made = await page.locator('.row').count();
    await look(page, 'timeline');
    const first = await page.locator('.row').first().textContent();
    await page.locator('.rows').evaluate((element) => element.scrollTo(0, 100_000));
    await page.waitForFunction((text) => document.querySelector('.row')?.textContent !== text, first);

    expect(made).toBeLessThan(60);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('graph: an edge opens who assumed what, or how the policies decide; a node what it comes to', async () => {
    const { page, errors } = await open('graph');
    await look(page, 'graph');
    await page.locator('a.edge.denied').first().focus();
    await page.keyboard.press('Enter');
    await look(page, 'graph-edge');
    expect(await page.locator('aside h2').textContent()).toContain('→');
    expect(await page.locator('aside a.call').count()).toBeGreaterThan(0);

    await page.locator('a.node.user').first().focus();
    await page.keyboard.press('Enter');
    await look(page, 'graph-node');
    expect(await page.locator('aside .reached').textContent()).toContain('operator');

    await page.locator('a.edge.conditional').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('aside').textContent()).toContain('aws:MultiFactorAuthPresent');
    await page.getByRole('link', { name: 'How the policies decide' }).click();
    expect(await page.locator('article.trace').textContent()).toContain('without a call');
    await look(page, 'graph-trace');
    expect(errors).toEqual([]);
    await page.close();
  });

  it('coverage and mutants: the text with its marks, and the tests that are missing', async () => {
    const { page, errors } = await open('coverage');
    await look(page, 'coverage');
    expect(await page.locator('mark.covered').count()).toBeGreaterThan(0);
    expect(await page.locator('mark.missed').count()).toBeGreaterThan(0);
    await page.keyboard.press('5');
    await page.waitForSelector('.mutants');
    await look(page, 'mutants');
    expect(await page.locator('.mutants li').first().textContent()).toContain('No test asserts');
    expect(errors).toEqual([]);
    await page.close();
  });

  it('least privilege: what was used, what was not needed, and the smallest policy to be copied', async () => {
    const { page, errors } = await open('matrix');
    await page.keyboard.press('6');
    await page.waitForSelector('.privilege');
    await look(page, 'privilege');
    const card = page.locator('.privilege', { hasText: 'user/reader-1' });
    expect(await card.locator('.proof').textContent()).toMatch(/^✓ proved: all \d+ calls that were allowed/);
    expect(await card.locator('.unused li').allTextContents()).toContainEqual(
      expect.stringContaining('action s3:List* of statement 1 was needed for s3:ListBucket only'),
    );
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await card.getByRole('button', { name: 'Copy the smallest policy' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(copied)).toMatchObject({ Version: '2012-10-17', Statement: expect.any(Array) });
    await page.keyboard.press('/');
    await page.keyboard.type('writer-3');
    await expect.poll(() => page.locator('.privilege').count()).toBeLessThan(3);
    expect(errors).toEqual([]);
    await page.close();
  });
});

describe('by keyboard', () => {
  it('`/` searches, digits change the page, arrows move between cells and Enter opens', async () => {
    const { page } = await open('matrix');
    await page.keyboard.press('/');
    await page.keyboard.type('reader-1 GetItem');
    await page.waitForFunction(() => /; \d+ found/.test(document.querySelector('.summary')?.textContent ?? ''));
    await page.keyboard.press('Escape');
    await page.locator('button.cell').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.locator('aside h2').textContent()).toContain('dynamodb:GetItem');
    await page.keyboard.press('2');
    await page.waitForSelector('.scenario');
    await page.close();
  });
});

it('is dark where the system is, and can be switched', async () => {
  const { page } = await open('matrix', 'dark');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await look(page, 'matrix-dark');
  const dark = await background();
  await page.getByRole('button', { name: 'Switch between light and dark' }).click();

  await expect.poll(background).not.toBe(dark);
  await page.close();
});

it('the page of a served emulator shows decisions as they are made', async () => {
  await using emulator = await startEmulator({ seed: 'live page' });
  const endpoint = await emulator.listen({ page: livePage, figures: liveFigures });
  const { root } = emulator.account('111122223333');
  const client = new IAMClient({ region: 'us-east-1', endpoint, credentials: root });
  await client.send(new ListUsersCommand({}));
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));

  await page.goto(`${endpoint}/_rehearsal/ui#/timeline`);
  await page.waitForFunction(() => document.body.textContent?.includes('iam:ListUsers'));
  await client.send(new ListRolesCommand({}));
  await page.waitForFunction(() => document.body.textContent?.includes('iam:ListRoles'));
  await look(page, 'live');
  await page.getByRole('link', { name: 'iam:ListRoles' }).click();
  await page.waitForFunction(() => document.querySelector('pre.why')?.textContent?.includes('root user'));

  expect(await page.getByRole('status').textContent()).toContain('2 decisions');
  const Trusting = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: Trusting });
  await client.send(new CreateRoleCommand({ RoleName: 'machine', AssumeRolePolicyDocument }));
  await page.goto(`${endpoint}/_rehearsal/ui#/graph`);
  await page.locator('a.edge.untried').first().waitFor({ state: 'attached' }); // a level line has no height
  await look(page, 'live-graph');
  expect(await page.locator('a.edge').first().getAttribute('aria-label')).toContain(
    'ec2.amazonaws.com assumes machine',
  );
  await page.goto(`${endpoint}/_rehearsal/ui#/privilege`);
  await page.waitForSelector('.privilege, .empty');
  expect(errors).toEqual([]);
  await page.close();
});

it('a served emulator tells the policies of a decision as long as it keeps it, and the page says when it does not', async () => {
  await using emulator = await startEmulator({ seed: 'kept', decisions: 2 });
  const endpoint = await emulator.listen({ page: livePage });
  const { root } = emulator.account('111122223333');
  const client = new IAMClient({ region: 'us-east-1', endpoint, credentials: root });
  await client.send(new CreateUserCommand({ UserName: 'u' }));
  await client.send(new PutUserPolicyCommand({ UserName: 'u', PolicyName: 'listing', PolicyDocument: LISTING }));
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName: 'u' }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  const own = new IAMClient({ region: 'us-east-1', endpoint, credentials: { accessKeyId, secretAccessKey } });
  await own.send(new ListUsersCommand({}));
  const page = await browser.newPage();
  await page.goto(`${endpoint}/_rehearsal/ui#/timeline`);
  await page.getByRole('link', { name: 'iam:ListUsers' }).click();
  await page.waitForSelector('.statement.allow');
  expect(await page.locator('.statement.allow').textContent()).toContain('iam:ListUsers');
  await look(page, 'live-trace');

  await page.goto(`${endpoint}/_rehearsal/ui#/timeline`);
  for (let call = 0; call < 2; call++) await client.send(new ListRolesCommand({}));
  await page.getByRole('link', { name: 'iam:ListUsers' }).click();
  await page.waitForFunction(() => document.body.textContent?.includes('no longer this one'));
  await page.close();
});

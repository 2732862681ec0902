import { createSupconClient } from '@supcon/sdk';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { openBrowser, openPage } from './open-browser.js';
import { expectAccessible, layoutShift } from './page-checks.js';
import { startServer, type LiveServer } from './start-server.js';

/** This server has no model at first, which the browser logs each time it is asked whether it is ready. */
const NOT_READY = /status of 503 .*\/readyz$/;

let browser: Browser;
let home: string;
let server: LiveServer;
let opened: Awaited<ReturnType<typeof openPage>>;
let page: Page;

/** A server that may train, with few photos to train on. */
beforeAll(async () => {
  browser = await openBrowser();
  home = mkdtempSync(path.join(tmpdir(), 'supcon-train-'));
  const photos = path.join(inject('data'), 'train');
  for (const label of readdirSync(photos).slice(0, 2)) {
    for (const file of readdirSync(path.join(photos, label)).slice(0, 12))
      cpSync(path.join(photos, label, file), path.join(home, 'data/pair', label, file));
  }
  mkdirSync(path.join(home, 'data/nothing'));
  server = await startServer(home, { env: { SUPCON_ALLOW_TRAINING: 'on' } });
});
afterAll(async () => {
  await server.stop();
  await browser.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  opened = await openPage(browser, server.url, NOT_READY);
  page = opened.page;
});
// Fails the test where the page logged an error or asked another host.
afterEach(() => opened.close());

const begin = () => page.getByRole('button', { name: 'Train', exact: true });

it('is accessible and fits in both colours, narrow and wide, and stands still', async () => {
  const settle = () => begin().waitFor();
  expect(await layoutShift(page, `${server.url}/train`, settle)).toBeLessThan(0.05);
  await expectAccessible(page, settle);
});

it('shows what cannot be trained on and why, keeps what is chosen in the address, and takes any address', async () => {
  await page.goto(`${server.url}/train?data=none&minutes=soon&recipe={"a":1}`);
  await page.getByText('it needs photos of at least two classes').waitFor();
  expect(await page.getByRole('radio', { name: 'nothing' }).isDisabled()).toBe(true);
  expect(await page.getByRole('radio', { name: 'pair' }).isChecked()).toBe(true);
  expect(await page.getByRole('textbox', { name: 'Minutes it may take' }).inputValue()).toBe('5');
  await page.getByRole('textbox', { name: 'Minutes it may take' }).fill('3');
  await expect.poll(() => new URL(page.url()).searchParams.get('minutes')).toBe('3');
  await page.reload();
  await expect.poll(() => page.getByRole('textbox', { name: 'Minutes it may take' }).inputValue()).toBe('3');
});

it('takes a folder of photos from the browser, says what is in it, and trains on it', { timeout: 240_000 }, async () => {
  await page.goto(`${server.url}/train`);
  await page.getByLabel('Choose a folder').setInputFiles(path.join(home, 'data/pair'));
  const name = page.getByRole('textbox', { name: 'Name of the photos' });
  // Its own name is taken.
  expect(await name.inputValue()).toBe('pair 2');
  await name.fill('pair');
  await page.getByText('These are there already').waitFor();
  await name.fill('mine');
  await page.getByRole('button', { name: 'Send to the server' }).click();
  await page.getByText('24 photos of 2 classes are there as mine').waitFor();
  await expect.poll(() => new URL(page.url()).search).toBe('?data=mine&check=true');
  const counts = page.getByRole('region', { name: 'Photos of each class' });
  await counts.waitFor({ timeout: 120_000 });
  expect(await counts.getByRole('definition').allTextContents()).toEqual(['12', '12']);
  await page.getByText('2 classes have fewer than 20 pictures').waitFor();
  await expectAccessible(page, () => counts.waitFor());
  await begin().focus();
  await page.keyboard.press('Enter');
  const line = page.getByRole('list', { name: 'Trainings' }).getByRole('listitem').filter({ hasText: 'Train on mine' });
  await line.getByRole('link', { name: 'Follow' }).click({ timeout: 90_000 });
  await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/runs\/./);
  const supcon = createSupconClient({ baseUrl: server.url });
  await supcon.jobs.cancel((await supcon.jobs.list({ kind: 'runs.train' })).jobs[0]!.id);
});

it('says what to do with what cannot be sent', async () => {
  await page.goto(`${server.url}/train`);
  await page.getByLabel('Choose a .zip').setInputFiles({ name: 'pets.zip', mimeType: 'application/zip', buffer: Buffer.from('no zip') });
  await page.getByRole('button', { name: 'Send to the server' }).click();
  await page.getByText('is not a whole zip archive').waitFor();
  // The browser logs the refusal by itself.
  const problems: string[] = [];
  await expect.poll(() => problems.push(...opened.takeProblems())).toBeGreaterThan(0);
  expect(problems.every((text) => text.includes('422'))).toBe(true);
});

it('begins a training, which is followed on its page, stopped and gone on with there', { timeout: 240_000 }, async () => {
  const supcon = createSupconClient({ baseUrl: server.url });
  await page.goto(`${server.url}/train?data=pair&recipe=custom`);
  await begin().focus();
  await page.keyboard.press('Enter');
  const line = page.getByRole('list', { name: 'Trainings' }).getByRole('listitem');
  await line.getByText('Train on pair').waitFor();
  await line.getByRole('link', { name: 'Follow' }).click({ timeout: 90_000 });
  await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/runs\/./);
  const id = decodeURIComponent(new URL(page.url()).pathname.slice('/runs/'.length));
  await page.getByRole('button', { name: 'Stop', exact: true }).click({ timeout: 60_000 });
  await expect.poll(async () => (await supcon.runs.get(id)).status, { timeout: 90_000 }).toBe('stopped');
  await page.getByRole('button', { name: 'Go on with it' }).click({ timeout: 30_000 });
  await expect.poll(async () => (await supcon.runs.get(id)).status, { timeout: 90_000 }).toBe('running');
  const job = (await supcon.jobs.list({ kind: 'runs.train' })).jobs[0]!;
  await supcon.jobs.cancel(job.id);
});

it('says how a server is let train that is not', async () => {
  await opened.close();
  opened = await openPage(browser, inject('url'));
  page = opened.page;
  await page.goto(`${inject('url')}/train`);
  await page.getByText('This server does not train').waitFor();
  await page.getByText('--allow-training').waitFor();
  expect(await begin().isDisabled()).toBe(true);
});

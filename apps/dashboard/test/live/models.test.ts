import { createSupconClient } from '@supcon/sdk';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { openBrowser, openPage } from './open-browser.js';
import { expectAccessible, layoutShift } from './page-checks.js';

const url = inject('url');
const supcon = createSupconClient({ baseUrl: url });

let browser: Browser;
let opened: Awaited<ReturnType<typeof openPage>>;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  opened = await openPage(browser, url);
  page = opened.page;
});
// Fails the test where the page logged an error or asked another host.
afterEach(() => opened.close());

const table = () => page.getByRole('table', { name: 'Models' });
const dialog = () => page.getByRole('dialog');
const serving = async () => (await supcon.models.list()).find(({ active }) => active)!;

it('saves a model, takes it in again as a newer one, lets that serve, goes back and deletes it', async () => {
  const before = await serving();
  const id = `${before.name}/${before.version}`;
  await page.goto(`${url}/models?model=${id}`);
  const saved = page.waitForEvent('download');
  await dialog().getByRole('button', { name: 'Download' }).click();
  const archive = await (await saved).path();
  expect(readFileSync(archive).length).toBeGreaterThan(10_000);
  await page.keyboard.press('Escape');

  await page.locator('input[type=file]').setInputFiles({ name: 'model.tar', mimeType: 'application/x-tar', buffer: readFileSync(archive) });
  await expect.poll(() => new URL(page.url()).searchParams.get('model'), { timeout: 30_000 }).not.toBe(null);
  const taken = new URL(page.url()).searchParams.get('model')!;
  expect(taken).not.toBe(id);
  await dialog().getByText('Linear classifier').waitFor();

  await dialog().getByRole('button', { name: 'Promote' }).click();
  await dialog()
    .getByRole('heading', { name: `Let ${taken} serve?` })
    .waitFor();
  // The same weights: nothing changes but who answers.
  expect(await dialog().getByRole('cell', { name: '±0.0' }).count()).toBe(2);
  await dialog().getByText('Both know the same classes.').waitFor();
  await dialog()
    .getByRole('button', { name: `Let ${taken} serve` })
    .click();
  await expect.poll(async () => (await serving()).version).toBe(Number(taken.split('/')[1]));
  await dialog().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: `Back to ${id}` }).click();
  await page.getByText(`${id} serves again.`).waitFor();
  expect((await serving()).version).toBe(before.version);

  await page.goto(`${url}/models?model=${taken}&ask=delete`);
  const remove = dialog().getByRole('button', { name: 'Delete' });
  expect(await remove.isDisabled()).toBe(true);
  await dialog().getByRole('textbox').fill(taken);
  await remove.click();
  await dialog().waitFor({ state: 'hidden' });
  await expect.poll(async () => (await supcon.models.list()).map(({ name, version }) => `${name}/${version}`)).not.toContain(taken);
});

it('leads from a model to its run and its collections', async () => {
  const { name, version } = await serving();
  await page.goto(`${url}/models`);
  await table()
    .getByRole('link', { name: `${name}/${version}` })
    .click();
  const lineage = dialog().getByRole('region', { name: 'Where it comes from and what depends on it' });
  await lineage.getByRole('link', { name: 'few', exact: true }).waitFor();
  await lineage.getByRole('link', { name: /few/ }).first().click();
  await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/runs\//);
});

it('says why a model is not deleted, and takes any address', async () => {
  const { name, version } = await serving();
  await page.goto(`${url}/models?model=${name}/${version}&ask=delete`);
  await dialog().getByRole('textbox').fill(`${name}/${version}`);
  await page.keyboard.press('Enter');
  await dialog().getByText('It was not done').waitFor();
  expect(opened.takeProblems().every((text) => text.includes('409'))).toBe(true);
  await page.goto(`${url}/models?model=nothing/7&ask={"a":1}`);
  await page.getByText('There is no model ‘nothing/7’').waitFor();
});

it('is accessible and fits in both colours, narrow and wide, and stands still', async () => {
  const { name, version } = await serving();
  const settle = () => table().getByRole('link').first().waitFor();
  expect(await layoutShift(page, `${url}/models`, settle)).toBeLessThan(0.05);
  await expectAccessible(page, settle);
  await page.goto(`${url}/models?model=${name}/${version}`);
  await expectAccessible(page, () => dialog().getByRole('button', { name: 'Download' }).waitFor());
});

import { createSupconClient } from '@supcon/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { openBrowser, openPage } from './open-browser.js';
import { expectAccessible, layoutShift } from './page-checks.js';

const url = inject('url');
const supcon = createSupconClient({ baseUrl: url });
const COLLECTION = 'imported';

let browser: Browser;
let opened: Awaited<ReturnType<typeof openPage>>;
let page: Page;
let size: number;
let hash: string;

beforeAll(async () => {
  browser = await openBrowser();
  const { embeddingSize, encoderHash } = await supcon.collections.create(COLLECTION);
  [size, hash] = [embeddingSize, encoderHash];
});
afterAll(async () => {
  await supcon.collections.delete(COLLECTION);
  await browser.close();
});
beforeEach(async () => {
  opened = await openPage(browser, url);
  page = opened.page;
});
// Fails the test where the page logged an error or asked another host.
afterEach(() => opened.close());

/** Vectors to import, a line each; the second is too short. */
function items(prefix: string, count: number, wrong = false) {
  return Array.from({ length: count }, (_, at) => ({
    id: `${prefix}${at}`,
    vector: Float32Array.from({ length: wrong && at === 1 ? size - 1 : size }, (_unused, axis) => Math.sin(at * 31 + axis) + 2),
  }));
}
const lines = () => page.getByRole('list', { name: 'Jobs' }).getByRole('listitem');

it('lists what was done, in an address that can be shared, and what an import refused', async () => {
  const planned = await supcon.items.import(COLLECTION, items('report', 3, true), { encoderHash: hash });
  await supcon.jobs.wait(planned.id, { pollMs: 50 });
  await page.goto(`${url}/jobs`);
  const line = lines()
    .filter({ hasText: `Import into ${COLLECTION}` })
    .first();
  await line.getByRole('button', { name: 'Report' }).click();
  await page.getByRole('cell', { name: 'report1' }).waitFor();
  await page.getByRole('cell', { name: /^BAD_VECTOR/ }).waitFor();
  expect(new URL(page.url()).searchParams.get('job')).toBe(planned.id);
  await page.getByText('done', { exact: true }).first().click();
  await expect.poll(() => new URL(page.url()).searchParams.get('state')).toBe('done');
  // Other tests of this server may have cancelled some.
  const { jobs: cancelled } = await supcon.jobs.list({ state: 'cancelled' });
  await page.getByText('cancelled', { exact: true }).first().click();
  if (cancelled.length === 0) await page.getByText('No job is cancelled').waitFor();
  else await expect.poll(() => lines().count()).toBe(cancelled.length);
});

it('takes any address', async () => {
  await page.goto(`${url}/jobs?state=nonsense&job={"a":1}`);
  await lines().first().waitFor();
  expect(await page.getByRole('radio', { name: 'all' }).isChecked()).toBe(true);
});

it('tells of what runs wherever one is, cancels it by keyboard, and is quiet afterwards', async () => {
  await page.goto(`${url}/runs`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const filled = await supcon.items.import(COLLECTION, items('many', 8000), { encoderHash: hash });
  await supcon.jobs.wait(filled.id, { pollMs: 100 });
  const tray = page.getByRole('button', { name: /^\d+ jobs?/ });
  expect(await tray.count()).toBe(0);
  const planned = await supcon.collections.project(COLLECTION, { method: 'umap' });
  await expect
    .poll(async () => {
      // As a browser tells it when somebody comes back to the page.
      await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
      return tray.count();
    })
    .toBe(1);
  await tray.focus();
  await page.keyboard.press('Enter');
  const list = page.getByRole('dialog');
  const cancel = list.getByRole('button', { name: `Cancel: Lay out ${COLLECTION}` });
  await cancel.waitFor();
  await cancel.press('Enter');
  await expect.poll(async () => (await supcon.jobs.get(planned.id)).state).toBe('cancelled');
  await list.getByText('Nothing goes on any more.').waitFor();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });
  const asked: string[] = [];
  page.on('request', (request) => request.url().includes('/v1/jobs') && asked.push(request.url()));
  await page.waitForTimeout(4000);
  expect(asked).toEqual([]);
});

it('is accessible and fits in both colours, narrow and wide, and stands still', async () => {
  const settle = () => lines().first().waitFor();
  expect(await layoutShift(page, `${url}/jobs`, settle)).toBeLessThan(0.05);
  await expectAccessible(page, settle);
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${url}/runs`);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Jobs' }).click();
  await settle();
});

import { createSupconClient } from '@supcon/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { openBrowser, openPage } from './open-browser.js';
import { expectAccessible, layoutShift } from './page-checks.js';

const url = inject('url');
const supcon = createSupconClient({ baseUrl: url });
const COLLECTION = 'managed';
const COPY = 'managed-copy';

let browser: Browser;
let opened: Awaited<ReturnType<typeof openPage>>;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  await supcon.collections.create(COLLECTION);
  const [first] = (await supcon.items.page('few', { limit: 1 })).items;
  // The one least like it: two drawn pictures may be near-duplicates by themselves.
  const { neighbours } = await supcon.search('few', { itemId: first!.id, k: 1000 });
  const [twin, other] = await Promise.all([first!, neighbours.at(-1)!].map(({ id }) => supcon.items.thumbnail('few', id)));
  for (const id of ['twin-a', 'twin-b']) await supcon.items.add(COLLECTION, { id, image: twin!, label: 'twin' });
  await supcon.items.add(COLLECTION, { id: 'single', image: other!, label: 'single' });
});
afterAll(async () => {
  for (const name of [COLLECTION, COPY]) await supcon.collections.delete(name).catch(() => undefined);
  await browser.close();
});
beforeEach(async () => {
  opened = await openPage(browser, url);
  page = opened.page;
});
// Fails the test where the page logged an error or asked another host.
afterEach(() => opened.close());

const table = () => page.getByRole('table', { name: 'Collections' });
const dialog = () => page.getByRole('dialog');
const names = async () => (await supcon.collections.list()).map(({ name }) => name);

it('describes a collection and gives it another name, by keyboard alone', async () => {
  await page.goto(`${url}/collections`);
  await table().getByRole('link', { name: COLLECTION, exact: true }).focus();
  await page.keyboard.press('Enter');
  await dialog().getByText('exactly: every picture is compared').waitFor();
  expect(new URL(page.url()).searchParams.get('collection')).toBe(COLLECTION);
  await dialog().getByRole('textbox', { name: 'Another name' }).fill('current');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await supcon.collections.get('current')).name).toBe(COLLECTION);
  await dialog().getByRole('button', { name: 'Remove the name current' }).press('Enter');
  await expect.poll(async () => (await supcon.collections.aliases()).length).toBe(0);
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'hidden' });
});

it('finds near-duplicates, shows them as pictures, and keeps one of them', async () => {
  await page.goto(`${url}/collections?collection=${COLLECTION}`);
  await dialog().getByRole('link', { name: 'Near-duplicates' }).click();
  await page.getByText('Nobody has looked yet').waitFor();
  expect(opened.takeProblems().every((text) => text.includes('404'))).toBe(true);
  await page.getByRole('button', { name: 'Look for near-duplicates' }).click();
  const group = page.getByRole('list', { name: 'Like twin-a' });
  await expect.poll(() => group.getByRole('button').count()).toBe(2);
  await expectAccessible(page, () => group.waitFor());
  await group.getByRole('button').nth(1).click();
  await page.getByRole('button', { name: 'Keep the marked one, delete the other one' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('No two are alike').waitFor();
  expect((await supcon.items.page(COLLECTION)).items.map(({ id }) => id)).toEqual(['twin-b', 'single']);
});

it('copies a collection, and erases the copy once its name was typed, with a receipt that an address shows again', async () => {
  await page.goto(`${url}/collections?collection=${COLLECTION}&ask=copy`);
  await dialog().getByRole('textbox', { name: 'Name of the copy' }).fill(COPY);
  await page.keyboard.press('Enter');
  await expect.poll(names).toContain(COPY);
  await page.goto(`${url}/collections?collection=${COPY}&ask=delete`);
  await dialog().getByRole('checkbox').check();
  expect(await dialog().getByRole('button', { name: 'Erase' }).isDisabled()).toBe(true);
  await dialog().getByRole('textbox').fill(COPY);
  await page.keyboard.press('Enter');
  await dialog().getByText('Erased: no file of this server holds any of it.').waitFor();
  expect(await names()).not.toContain(COPY);
  await page.goto(page.url());
  await dialog().getByText('Erased: no file of this server holds any of it.').waitFor();
  await expectAccessible(page, () => dialog().getByRole('link', { name: 'Save the receipt' }).waitFor());
});

it('takes any address', async () => {
  await page.goto(`${url}/collections?collection=nothing&ask={"a":1}&purge=../keys`);
  await page.getByText('There is no collection ‘nothing’').waitFor();
  await page.goto(`${url}/duplicates?collection=nothing`);
  await page.getByText('There is no collection ‘nothing’').waitFor();
  await page.getByText('Nobody has looked yet').waitFor();
  // Nobody has looked for duplicates of the collection that is shown instead.
  expect(opened.takeProblems().every((text) => text.includes('404'))).toBe(true);
});

it('is accessible and fits in both colours, narrow and wide, and stands still', async () => {
  const settle = () => table().getByRole('link').first().waitFor();
  expect(await layoutShift(page, `${url}/collections`, settle)).toBeLessThan(0.05);
  await expectAccessible(page, settle);
  await page.goto(`${url}/collections?collection=${COLLECTION}&ask=delete`);
  await expectAccessible(page, () => dialog().getByRole('button', { name: 'Delete' }).waitFor());
  await page.goto(`${url}/collections?collection=${COLLECTION}`);
  await expectAccessible(page, () => dialog().getByRole('button', { name: 'Copy' }).waitFor());
});

import { createSupconClient } from '@supcon/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { accessibilityProblems, openBrowser, openPage } from './open-browser.js';

const url = inject('url');
const supcon = createSupconClient({ baseUrl: url });

/** Each with pictures of its own: others look at what `few` holds. */
const COLLECTION = 'browsed';
const COUNT = 12;

let browser: Browser;
let opened: Awaited<ReturnType<typeof openPage>>;
let page: Page;
let ids: string[];

beforeAll(async () => {
  browser = await openBrowser();
  await supcon.collections.create(COLLECTION);
  const taken = (await supcon.items.page('few', { limit: 160 })).items.filter((_, at) => at % 13 === 0).slice(0, COUNT);
  for (const [at, { id, label }] of taken.entries())
    await supcon.items.add(COLLECTION, {
      image: await supcon.items.thumbnail('few', id),
      id: `p${String(at).padStart(2, '0')}`,
      ...(label === null ? {} : { label }),
      metadata: { from: id },
    });
  ids = (await supcon.items.page(COLLECTION)).items.map(({ id }) => id);
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

const tiles = () => page.getByRole('list', { name: 'Pictures' }).getByRole('button');
const drawer = () => page.getByRole('dialog');
const focused = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['place']);

it('shows every picture of a collection, and those of a label, in an address that can be shared', async () => {
  await page.goto(`${url}/browse?collection=${COLLECTION}`);
  await expect.poll(() => tiles().count()).toBe(COUNT);
  await page.getByText(`${COUNT} pictures`).waitFor();
  const { values } = await supcon.items.facets(COLLECTION, { field: 'label' });
  const { value, count } = values[0]!;
  await page.getByRole('combobox', { name: 'Label' }).click();
  await page.getByRole('option', { name: `${String(value)} (${count})`, exact: true }).click();
  await expect.poll(() => tiles().count()).toBe(count);
  await expect.poll(() => new URL(page.url()).searchParams.get('label')).toBe(value);
  await page.reload();
  await expect.poll(() => tiles().count()).toBe(count);
  await page.getByRole('textbox', { name: 'Find by id' }).fill('nothing');
  await page.getByText('No picture fits').waitFor();
  await page.getByRole('button', { name: 'Show all pictures' }).click();
  await expect.poll(() => tiles().count()).toBe(COUNT);
});

it('says that there is no collection of a name, and takes another; whatever stands in the address, the page stands', async () => {
  await page.goto(`${url}/browse?collection=nothing&label={"a":1}&find=2026&unlabelled=7`);
  await page.getByText('There is no collection ‘nothing’').waitFor();
  expect(await page.getByRole('textbox', { name: 'Find by id' }).inputValue()).toBe('2026');
  await page.getByRole('link', { name: 'Runs' }).first().waitFor();
});

it('leads through the pictures, their neighbours and a new label by keyboard alone', async () => {
  await page.goto(`${url}/browse?collection=${COLLECTION}`);
  await expect.poll(() => tiles().count()).toBe(COUNT);
  await tiles().first().focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowDown']) await page.keyboard.press(key);
  const columns = Number(await focused()) - 1;
  expect(columns).toBeGreaterThan(1);
  await page.keyboard.press('End');
  await expect.poll(focused).toBe(String(COUNT - 1));
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await drawer().getByRole('list', { name: 'Neighbours' }).getByRole('button').first().waitFor();
  await drawer().getByText(ids[0]!, { exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('item')).toBe(ids[0]);
  await drawer().getByRole('list', { name: 'Predicted classes' }).getByRole('listitem').first().waitFor();
  await page.keyboard.press('ArrowRight');
  await drawer().getByText(ids[1]!, { exact: true }).waitFor();
  await drawer().getByRole('combobox', { name: 'Label' }).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('by hand');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await supcon.items.get(COLLECTION, ids[1]!)).label).toBe('by hand');
  await drawer().getByText('Saved, version 2.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await drawer().waitFor({ state: 'hidden' });
  await expect.poll(focused).toBe('0');
  await page.getByRole('button', { name: 'by hand' }).waitFor();
});

it('keeps the focus in the picture where a neighbour is chosen by keyboard', async () => {
  await page.goto(`${url}/browse?collection=${COLLECTION}&item=${ids[6]!}`);
  const neighbour = drawer().getByRole('list', { name: 'Neighbours' }).getByRole('button').first();
  await neighbour.waitFor();
  await neighbour.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => new URL(page.url()).searchParams.get('item')).not.toBe(ids[6]);
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(new URL(page.url()).searchParams.get('item'));
});

it('asks for nothing that was changed meanwhile to be overwritten', async () => {
  const id = ids[2]!;
  await page.goto(`${url}/browse?collection=${COLLECTION}&item=${id}`);
  const label = drawer().getByRole('combobox', { name: 'Label' });
  await label.waitFor();
  await supcon.items.patch(COLLECTION, id, { label: 'of somebody else' });
  await label.fill('mine');
  await drawer().getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => label.inputValue()).toBe('of somebody else');
  await drawer().getByText('Somebody has changed it meanwhile').waitFor();
  expect((await supcon.items.get(COLLECTION, id)).label).toBe('of somebody else');
  expect(opened.takeProblems().every((text) => text.includes('412'))).toBe(true);
});

it('deletes a picture once that is confirmed, and shows the next one', async () => {
  const [id, next] = [ids[4]!, ids[5]!];
  await page.goto(`${url}/browse?collection=${COLLECTION}&item=${id}`);
  await drawer().getByRole('button', { name: 'Delete this picture' }).click();
  await drawer().getByRole('button', { name: 'Keep' }).click();
  await drawer().getByRole('button', { name: 'Delete this picture' }).click();
  await drawer().getByRole('button', { name: 'Delete', exact: true }).click();
  await drawer().getByText(next, { exact: true }).waitFor();
  await expect
    .poll(() =>
      supcon.items.get(COLLECTION, id).then(
        () => 'there',
        () => 'gone',
      ),
    )
    .toBe('gone');
  await expect.poll(() => tiles().count()).toBe(COUNT - 1);
});

it('says that a picture is not there', async () => {
  await page.goto(`${url}/browse?collection=${COLLECTION}&item=none`);
  await drawer().getByText('No such picture').waitFor();
  expect(opened.takeProblems().every((text) => text.includes('404'))).toBe(true);
});

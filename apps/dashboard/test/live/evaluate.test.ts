import { createSupconClient, type Evaluation } from '@supcon/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { accessibilityProblems, openBrowser, openPage } from './open-browser.js';

const url = inject('url');
const supcon = createSupconClient({ baseUrl: url });

/** Pictures of the other tests with labels of their own, a few wrong, so that there is something to find. */
const COLLECTION = 'evaluated';
const COUNT = 24;

let browser: Browser;
let opened: Awaited<ReturnType<typeof openPage>>;
let page: Page;
let evaluation: Evaluation;

beforeAll(async () => {
  browser = await openBrowser();
  await supcon.collections.create(COLLECTION);
  const { items } = await supcon.items.page('few', { limit: 200 });
  const labels = [...new Set(items.map(({ label }) => label!))];
  const taken = items.filter((_, at) => at % 5 === 0).slice(0, COUNT);
  for (const [at, { id, label }] of taken.entries())
    await supcon.items.add(COLLECTION, {
      image: await supcon.items.thumbnail('few', id),
      id: `p${String(at).padStart(2, '0')}`,
      label: at % 6 === 5 ? labels.find((each) => each !== label)! : at === 0 ? 'of something else' : label!,
    });
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

const cells = () => page.getByRole('table', { name: /Labels of pictures down/ }).getByRole('button');
const drawer = () => page.getByRole('dialog');
const pictures = () => drawer().getByRole('list', { name: 'Pictures of the cell' }).getByRole('button');
const focused = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['cell']);

it('says that nothing is classified yet, and does it as a job', async () => {
  await page.goto(`${url}/evaluate?collection=${COLLECTION}`);
  await page.getByText(`has not classified ${COLLECTION} yet`).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: `Classify ${COUNT} pictures` }).click();
  await cells().first().waitFor({ timeout: 60_000 });
  // A 404 is how a page hears that there is nothing yet.
  expect(opened.takeProblems().every((text) => text.includes('404'))).toBe(true);
  evaluation = await supcon.collections.evaluation(COLLECTION);
  expect(evaluation).toMatchObject({ items: COUNT, labelled: COUNT, judged: COUNT - 1 });
  await page
    .getByText(`${(100 * evaluation.accuracy).toFixed(1)} %`)
    .first()
    .waitFor();
});

it('shows as many pictures for a cell as its number says, which is what the API counts, in every cell', async () => {
  for (const { label, prediction, count } of evaluation.confusion) {
    const { total } = await supcon.collections.predictions(COLLECTION, { label, predicted: prediction });
    expect(total).toBe(count);
    await page.goto(`${url}/evaluate?${new URLSearchParams({ collection: COLLECTION, label, predicted: prediction }).toString()}`);
    await expect.poll(() => pictures().count()).toBe(count);
    const name = label === prediction ? `of ${label} recognised` : `of ${label} taken for ${prediction}`;
    const cell = page.locator(`button[aria-label^="${count} "][aria-label*="${name}"]`);
    expect(await cell.textContent()).toBe(String(count));
  }
});

it('leads from cell to cell, to its pictures and what looks like them, by keyboard alone', async () => {
  await page.goto(`${url}/evaluate?collection=${COLLECTION}`);
  await cells().first().focus();
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowUp']) await page.keyboard.press(key);
  expect(await focused()).toBe('0 0');
  await page.keyboard.press('End');
  expect(await focused()).toBe(`0 ${evaluation.classes.length - 1}`);
  const { label, prediction } = evaluation.confusion.find((each) => each.label !== each.prediction)!;
  await page.locator(`button[aria-label*="of ${label} taken for ${prediction}"]`).focus();
  await page.keyboard.press('Enter');
  await pictures().first().waitFor();
  await drawer().getByRole('list', { name: 'Neighbours' }).getByRole('button').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const address = page.url();
  await page.keyboard.press('Escape');
  await drawer().waitFor({ state: 'hidden' });
  await page.goto(address);
  await pictures().first().waitFor();
  expect(new URL(address).searchParams.get('predicted')).toBe(prediction);
});

it.each([
  ['light', 1440],
  ['light', 390],
  ['dark', 1440],
  ['dark', 390],
] as const)('is without fault for axe in %s colours at %i pixels, and does not scroll sideways', async (colorScheme, width) => {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 900 });
  await page.goto(`${url}/evaluate?collection=${COLLECTION}`);
  await cells().first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
});

it('leads through the pictures by what the model says of them', async () => {
  const wrong = evaluation.judged - Math.round(evaluation.accuracy * evaluation.judged);
  await page.goto(`${url}/browse?collection=${COLLECTION}`);
  await page.getByRole('button', { name: /^Filter by what/ }).click();
  await page.getByRole('combobox', { name: 'Right or wrong' }).click();
  await page.getByRole('option', { name: 'Wrong', exact: true }).click();
  const tiles = page.getByRole('list', { name: 'Pictures' }).getByRole('button');
  await expect.poll(() => tiles.count()).toBe(wrong);
  await page.reload();
  await expect.poll(() => tiles.count()).toBe(wrong);
  expect(await accessibilityProblems(page)).toEqual([]);
});

it('keeps cells and order in the address; whatever stands in it, the page stands', async () => {
  await page.goto(`${url}/evaluate?collection=${COLLECTION}`);
  await page.getByText('% of label').click();
  await page.getByText('Most wrong first').click();
  await expect.poll(() => new URL(page.url()).search).toContain('order=error');
  await page.reload();
  await cells().first().waitFor();
  expect(await page.getByRole('radio', { name: '% of label' }).isChecked()).toBe(true);
  await page.goto(`${url}/evaluate?collection=none&model=none/9&other={"a":1}&cells=7&label=x`);
  await page.getByText('There is no collection ‘none’').waitFor();
  await page.getByText('There is no model ‘none/9’').waitFor();
  expect(opened.takeProblems().every((text) => text.includes('404'))).toBe(true);
});

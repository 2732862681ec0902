import { createSupconClient } from '@supcon/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openBrowser, openPage } from './open-browser.js';

const url = inject('url');
const supcon = createSupconClient({ baseUrl: url });
const COLLECTION = 'many';
const COUNT = 100_000;
const CLASSES = 40;

let browser: Browser;
let opened: Awaited<ReturnType<typeof openPage>>;
let page: Page;

/** A hundred thousand vectors in heaps around random ones, as a file of NumPy, and a line for each. */
function manyItems(columns: number): { readonly lines: Uint8Array; readonly vectors: Uint8Array } {
  let state = 1;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
  const middles = Array.from({ length: CLASSES }, () => Float32Array.from({ length: columns }, random));
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${COUNT}, ${columns}), }`.padEnd(117) + '\n';
  const header = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([head.length, 0]), Buffer.from(head, 'latin1')]);
  const rows = new Float32Array(COUNT * columns);
  for (let at = 0; at < rows.length; at++) rows[at] = middles[Math.floor(at / columns) % CLASSES]![at % columns]! + 0.6 * random();
  const lines = Array.from({ length: COUNT }, (_, at) => JSON.stringify({ id: `v${at}`, label: `class ${at % CLASSES}` })).join('\n');
  return { lines: Buffer.from(`${lines}\n`), vectors: Buffer.concat([header, Buffer.from(rows.buffer)]) };
}

beforeAll(async () => {
  browser = await openBrowser();
  await supcon.collections.create(COLLECTION);
  const { encoderHash, embeddingSize } = await supcon.collections.get(COLLECTION);
  const { lines, vectors } = manyItems(embeddingSize);
  const job = await supcon.jobs.wait((await supcon.items.import(COLLECTION, lines, { encoderHash, vectors })).id);
  expect(job).toMatchObject({ state: 'done' });
  expect((await supcon.collections.get(COLLECTION)).items).toBe(COUNT);
  // Computed once; whoever opens the page then is given what is there.
  await supcon.collections.projection(COLLECTION, { limit: 1 }, { timeoutMs: 120_000 });
  opened = await openPage(browser, url, /thumbnail/);
  page = opened.page;
}, 600_000);
afterAll(async () => {
  await opened.close();
  await browser.close();
  await supcon.collections.delete(COLLECTION);
});

it('shows a hundred thousand points, few of them while it moves and all once it stands, from one answer', async () => {
  const answers: number[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/projection'))
      void response
        .request()
        .sizes()
        .then(({ responseBodySize }) => answers.push(responseBodySize));
  });
  await page.goto(`${url}/runs`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const begun = performance.now();
  await page.goto(`${url}/map?collection=${COLLECTION}`);
  const map = page.getByRole('application');
  await expect.poll(() => map.getAttribute('data-drawn'), { interval: 20 }).toBe(String(COUNT));
  console.log(`100,000 points stand ${Math.round(performance.now() - begun)} ms after going there`);

  await map.evaluate((element) => {
    const frames: { drawn: number; moving: boolean; at: number }[] = [];
    Object.assign(window, { frames });
    new MutationObserver(() => {
      const { drawn, moving } = (element as HTMLElement).dataset;
      frames.push({ drawn: Number(drawn), moving: moving === 'true', at: performance.now() });
    }).observe(element, { attributeFilter: ['data-drawn', 'data-moving'] });
    element.addEventListener('pointermove', () => Object.assign(window, { last: performance.now() }));
  });
  const box = (await map.boundingBox())!;
  await page.mouse.move(box.x + 300, box.y + 300);
  await page.mouse.down();
  for (let step = 1; step <= 40; step++) await page.mouse.move(box.x + 300 + 4 * step, box.y + 300 + 2 * step);
  await page.mouse.up();
  await expect.poll(() => map.getAttribute('data-moving')).toBe('false');
  await expect.poll(() => map.getAttribute('data-drawn')).toBe(String(COUNT));
  const { frames, last } = await page.evaluate(() => {
    const kept = window as unknown as { frames: { drawn: number; moving: boolean; at: number }[]; last: number };
    return { frames: kept.frames, last: kept.last };
  });
  const moving = frames.filter((frame) => frame.moving);
  expect(moving.length).toBeGreaterThan(0);
  expect(Math.max(...moving.map((frame) => frame.drawn))).toBeLessThanOrEqual(20_000);
  const stood = frames.find((frame) => !frame.moving && frame.drawn === COUNT && frame.at > last);
  console.log(`all of them again ${Math.round(stood!.at - last)} ms after the last movement`);

  await page.getByRole('list', { name: 'Labels' }).getByRole('button').nth(3).click();
  await page.getByRole('button', { name: 'Select what is in view' }).click();
  await page.getByRole('heading', { name: / selected$/ }).waitFor();
  await expect.poll(() => map.getAttribute('data-drawn')).toBe(String(COUNT));
  expect(answers).toHaveLength(1);
  expect(answers[0]).toBeLessThan(2e6);
  console.log(`the answer took ${(answers[0]! / 1e6).toFixed(2)} MB`);
});

it('is cancelled while it is computed', async () => {
  await page.goto(`${url}/map?collection=${COLLECTION}&proj=umap`);
  await page.getByRole('button', { name: 'Compute it for 100 000 pictures' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('It was cancelled').waitFor();
  await page.getByRole('button', { name: /Compute it for/ }).waitFor();
  expect(opened.takeProblems().every((text) => text.includes('404'))).toBe(true);
});

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSupconClient, type SupconClient } from '@supcon/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { openBrowser, openPage } from './open-browser.js';
import { expectAccessible } from './page-checks.js';
import { startServer, type LiveServer } from './start-server.js';

const data = inject('data');
const labels = readdirSync(path.join(data, 'test')).sort();

let browser: Browser;
let home: string;
let server: LiveServer;
let supcon: SupconClient;
let opened: Awaited<ReturnType<typeof openPage>>;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  // What it sees must not come from other tests, nor go to them.
  home = mkdtempSync(path.join(tmpdir(), 'supcon-drift-'));
  cpSync(path.join(inject('home'), 'artifacts'), path.join(home, 'artifacts'), { recursive: true });
  judgeByMore(path.join(home, 'artifacts/few/1/manifest.json'));
  server = await startServer(home, { env: { SUPCON_DRIFT_EXAMPLES: '8' } });
  supcon = createSupconClient({ baseUrl: server.url });
});
afterAll(async () => {
  await server.stop();
  await browser.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  opened = await openPage(browser, server.url);
  page = opened.page;
});
// Fails the test where the page logged an error or asked another host.
afterEach(() => opened.close());

/** The small model was validated on too few pictures to tell drift by: each counts as five. */
function judgeByMore(file: string): void {
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { drift: { images: number; confidence: number[]; predicted: number[] } };
  const more = (count: number): number => 5 * count;
  const { images, confidence, predicted } = manifest.drift;
  Object.assign(manifest.drift, { images: more(images), confidence: confidence.map(more), predicted: predicted.map(more) });
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

const panel = (name: string) => page.getByRole('region', { name });
const examples = () => page.getByRole('list', { name: 'Pictures behind it' }).getByRole('img');

it('says that nothing was classified or told yet', async () => {
  await page.goto(`${server.url}/drift`);
  await page.getByText('No picture was classified yet').waitFor();
  await panel('Feedback').getByText('Nobody has told anything yet').waitFor();
  await expectAccessible(page, () => panel('Feedback').getByText('Nobody has told anything yet').waitFor());
});

it('raises the alarm that the API raises, with its figures and the pictures behind it', async () => {
  const picture = readFileSync(path.join(data, 'test', labels[0]!, readdirSync(path.join(data, 'test', labels[0]!)).sort()[0]!));
  // The same one again and again: no validation pictures lie so near each other.
  for (let batch = 0; batch < 10; batch++)
    await supcon.classifyBatch(Array.from({ length: 16 }, () => new Blob([picture], { type: 'image/jpeg' })));
  const drift = await supcon.drift.get();
  expect(drift.verdict).toBe('alarm');
  await page.goto(`${server.url}/drift`);
  await page.getByText(`few/1: alarm`).waitFor();
  for (const [name, measure] of [
    ['Embeddings', drift.embeddings],
    ['Confidence', drift.confidence],
    ['Unknown pictures', drift.unknown],
    ['Labels', drift.labels],
  ] as const)
    await panel(name).getByText(measure.why).waitFor();
  const rows = panel('Labels')
    .getByRole('row')
    .filter({ hasNot: page.getByRole('columnheader') });
  await expect
    .poll(() => rows.count())
    .toBe(drift.labels.shares.filter(({ pictures, reference }) => pictures > 0 || reference! > 0).length);
  const first = drift.labels.shares[0]!;
  expect(await rows.first().innerText()).toContain(`${(100 * first.share!).toFixed(1)} %`);
  await expect.poll(() => examples().evaluateAll((all) => all.every((each) => (each as HTMLImageElement).naturalWidth > 0))).toBe(true);
  expect(await examples().count()).toBe(Math.min(24, drift.examples.pictures.length));
});

it('shows what was told of pictures, and what they were taken for', async () => {
  const [label, other] = labels as [string, string];
  for (const [at, file] of readdirSync(path.join(data, 'test', label))
    .sort()
    .slice(0, 3)
    .entries()) {
    const picture = new Blob([readFileSync(path.join(data, 'test', label, file))], { type: 'image/jpeg' });
    await supcon.feedback.record({ picture, label, predicted: { label: at === 0 ? label : other }, mayTrain: at > 0 });
  }
  await page.goto(`${server.url}/drift`);
  await panel('Feedback').getByText('3 pictures were told of; of 3 with an answer, 33.3 % were right; 2 may be trained with.').waitFor();
  const row = panel('Feedback').getByRole('row').nth(1);
  expect((await row.innerText()).split(/\s+/)).toEqual([label, other, '2']);
});

it('is without fault for axe in both colours, and does not scroll sideways', async () => {
  await page.goto(`${server.url}/drift`);
  await expectAccessible(page, async () => {
    await examples().first().waitFor();
    await panel('Feedback').getByRole('table').waitFor();
  });
});

it('says that there is no such model, and leads back to the one that serves', async () => {
  await page.goto(`${server.url}/drift?model=nobody`);
  await page.getByText('There is no model ‘nobody’').waitFor();
  await page.getByRole('button', { name: 'Show the one that serves' }).click();
  await page.getByText(/^few\/1: /).waitFor();
  expect(opened.takeProblems().every((text) => text.includes('404') && text.includes('/v1/drift'))).toBe(true);
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSupconClient, type LabelIssue } from '@supcon/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { openBrowser, openPage } from './open-browser.js';
import { expectAccessible, layoutShift } from './page-checks.js';
import { runNode } from './run-command.js';

const url = inject('url');
const data = inject('data');
const supcon = createSupconClient({ baseUrl: url });
const root = path.resolve(import.meta.dirname, '../../../..');

/** Holds the pictures in doubt and their neighbours under their paths in the data, so that labels can be changed that others do not look at. */
const COLLECTION = 'doubted';
/** Issues whose pictures are in it. */
const SHOWN = 5;

let browser: Browser;
let opened: Awaited<ReturnType<typeof openPage>>;
let page: Page;
let run: string;
let issues: readonly LabelIssue[];
let folder: string;
const ids = new Map<string, string>();

beforeAll(async () => {
  browser = await openBrowser();
  folder = mkdtempSync(path.join(tmpdir(), 'supcon-label-issues-'));
  for (const { id, status, data: name } of await supcon.runs.list()) {
    if (status !== 'finished' || name !== 'few') continue;
    run = id;
    ({ issues } = await supcon.runs.labelIssues(id, { limit: 1000 }));
  }
  await supcon.collections.create(COLLECTION);
  const add = async (picture: string, label: string, id: string, metadata: { path: string; split: string }): Promise<void> => {
    const image = new Blob([readFileSync(path.join(data, picture))]);
    await supcon.items.add(COLLECTION, { image, id, label, metadata });
  };
  for (const { picture, given, neighbours } of issues.slice(0, SHOWN))
    for (const each of [{ picture, label: given }, ...neighbours]) {
      if (ids.has(each.picture)) continue;
      ids.set(each.picture, `p${ids.size}`);
      await add(each.picture, each.label, ids.get(each.picture)!, { path: each.picture, split: 'train' });
    }
  // The first one once more, labelled otherwise and in another split.
  await add(issues[0]!.picture, issues[0]!.suggested, 'copy', { path: 'test/copy.png', split: 'test' });
  await supcon.jobs.wait((await supcon.collections.findDuplicates(COLLECTION, { threshold: 0.999 })).id);
});
afterAll(async () => {
  await supcon.collections.delete(COLLECTION);
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  opened = await openPage(browser, url);
  page = opened.page;
});
// Fails the test where the page logged an error or asked another host.
afterEach(() => opened.close());

const address = (more: Readonly<Record<string, string>> = {}): string =>
  `${url}/label-issues?${new URLSearchParams({ run, collection: COLLECTION, ...more }).toString()}`;
const card = () => page.getByRole('region', { name: 'Label in doubt' });
const neighbours = () => card().getByRole('list', { name: 'Neighbours' }).getByRole('button');
const changes = () => page.getByRole('list', { name: 'Changes' }).getByRole('listitem');
const shown = () => new URL(page.url()).searchParams.get('issue');
const settle = (): Promise<void> => neighbours().first().waitFor();
/** Goes on with Tab until the focus is on a button of a name. */
async function tabTo(name: string): Promise<void> {
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.textContent)) === name) return;
  }
  throw new Error(`no Tab leads to ${name}`);
}

it('leads from a wrong label over what looks like it to a change set that the command line takes, by keyboard alone', async () => {
  const [first, second, third, fourth] = issues as [LabelIssue, LabelIssue, LabelIssue, LabelIssue];
  await page.goto(address());
  await expect.poll(() => neighbours().count()).toBe(first.neighbours.length);
  for (const [at, { label }] of first.neighbours.entries()) expect(await neighbours().nth(at).textContent()).toContain(label);
  await card()
    .getByRole('img', { name: `${first.picture}, labelled ${first.given}` })
    .waitFor();

  await page.keyboard.press('a');
  await expect.poll(shown).toBe(second.picture);
  await page.keyboard.press('k');
  await expect.poll(shown).toBe(third.picture);
  await page.keyboard.press('s');
  await expect.poll(shown).toBe(fourth.picture);
  await page.keyboard.press('u');
  await expect.poll(shown).toBe(third.picture);
  const picked = (await card().getByRole('list', { name: 'Other labels' }).getByRole('button').nth(1).textContent())!.replace('2 ', '');
  await page.keyboard.press('2');
  await expect.poll(shown).toBe(fourth.picture);
  await page.keyboard.press('x');
  await page.getByText(`4 of ${issues.length} settled`).waitFor();
  await page.reload();
  await page.getByText(`4 of ${issues.length} settled`).waitFor();
  await expect.poll(() => changes().count()).toBe(3);

  await settle();
  const saving = page.waitForEvent('download');
  await tabTo('Export CSV');
  await page.keyboard.press('Enter');
  const file = path.join(folder, 'label-changes.csv');
  await (await saving).saveAs(file);
  const list = path.join(data, 'relabelled.csv');
  try {
    await runNode([path.join(root, 'packages/train/bin/supcon.mjs'), 'data', 'relabel', data, '--changes', file, '--out', list], {
      cwd: root,
    });
    const rows = readFileSync(list, 'utf8').split('\n');
    const labelOf = (picture: string) => rows.find((row) => row.startsWith(`${picture},`))?.split(',')[1];
    expect(labelOf(first.picture)).toBe(first.suggested);
    expect(labelOf(second.picture)).toBe(second.given);
    expect(labelOf(third.picture)).toBe(picked);
    expect(labelOf(fourth.picture)).toBe('');
  } finally {
    rmSync(list, { force: true });
  }

  await tabTo(`Write the 2 labels into ${COLLECTION}`);
  await page.keyboard.press('Enter');
  await page.getByText(`Write the 2 labels into ${COLLECTION}?`).waitFor();
  await tabTo('Write');
  await page.keyboard.press('Enter');
  await page.getByText('2 written').waitFor();
  expect((await supcon.items.get(COLLECTION, ids.get(first.picture)!)).label).toBe(first.suggested);
  expect((await supcon.items.get(COLLECTION, ids.get(second.picture)!)).label).toBe(second.given);
});

it('shows the same issue at the same address, and says what of an address cannot be had', async () => {
  const { picture, given } = issues[2]!;
  await page.goto(address({ issue: picture }));
  await card().getByText(`3 of ${issues.length}`).waitFor();
  await card().getByText(given, { exact: true }).first().waitFor();
  await page.goto(`${url}/label-issues?run=none&tab=bogus&issue={"a":1}&collection=nothing`);
  await page.getByText('There is no finished run ‘none’').waitFor();
  await page.getByText('The address says something in ‘tab’').waitFor();
  await page.getByText('There is no collection ‘nothing’').waitFor();
  await page.getByRole('link', { name: 'Runs' }).first().waitFor();
  await page.goto(address({ issue: 'none.jpg' }));
  await page.getByText('‘none.jpg’ is not in doubt in this run').waitFor();
});

it('writes a label that no key has, and gives the keys back', async () => {
  await page.goto(address());
  await settle();
  await page.keyboard.press('o');
  await page.keyboard.type('a key: s');
  await page.keyboard.press('Enter');
  await expect.poll(() => changes().first().textContent()).toContain(`${issues[0]!.given} → a key: s`);
  await page.keyboard.press('u');
  await expect.poll(() => changes().count()).toBe(0);
});

it('finds near-duplicates whose labels differ or that lie on both sides of a split, and outliers once the model has classified', async () => {
  const { picture, given, suggested } = issues[0]!;
  await supcon.items.patch(COLLECTION, ids.get(picture)!, { label: given });
  await page.goto(address({ tab: 'leaks' }));
  await page
    .getByRole('button', { name: `Leave out ${picture}` })
    .first()
    .click();
  await expect.poll(() => changes().first().textContent()).toContain('To be left out');
  await page.getByRole('button', { name: `Take back ${picture}`, exact: true }).click();
  await page.getByRole('tab', { name: 'Near-duplicates' }).click();
  await page
    .getByRole('button', { name: `All are ${suggested}` })
    .first()
    .click();
  await expect.poll(() => changes().count()).toBeGreaterThan(0);
  await page.getByRole('tab', { name: 'Outliers' }).click();
  await page.getByText(`has not classified ${COLLECTION} yet`).waitFor();
  // A 404 is how a page hears that there is nothing yet.
  expect(opened.takeProblems().every((text) => text.includes('404'))).toBe(true);
});

it('is without fault for axe, wide and narrow, light and dark, and does not scroll sideways or move by itself', async () => {
  expect(await layoutShift(page, address(), settle)).toBeLessThanOrEqual(0.05);
  for (const key of ['a', 'x', 's']) await page.keyboard.press(key);
  await expectAccessible(page, settle);
});

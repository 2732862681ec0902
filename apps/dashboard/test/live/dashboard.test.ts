import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ClassifyResponse } from '@supcon/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { handWrittenRun } from './hand-written-run.js';
import { accessibilityProblems, openBrowser, openPage } from './open-browser.js';

const url = inject('url');
const data = inject('data');
const labels = readdirSync(path.join(data, 'test')).sort();
const photo = path.join(data, 'test', labels[2]!, readdirSync(path.join(data, 'test', labels[2]!)).sort()[0]!);
const live = handWrittenRun(inject('home'), 'live-run');
for (const epoch of [1, 2, 3]) live.writeEpoch(epoch);

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

const classBars = () => page.getByRole('list', { name: 'Classes', exact: true }).getByRole('listitem');
const neighbours = () => page.getByRole('list', { name: 'Neighbours' }).getByRole('button');
const chosenFile = () => page.locator('input[type=file]');

async function expectAnswer(name: string): Promise<void> {
  await page.getByRole('heading', { name: 'What is this?' }).waitFor();
  await page.getByRole('img', { name }).first().waitFor();
  await expect.poll(() => classBars().count()).toBe(5);
  await expect.poll(() => neighbours().count()).toBe(12);
  const shares = await classBars().allInnerTexts();
  const numbers = shares.map((text) => Number(/(\d+\.\d) %/.exec(text)![1]));
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  const similarities = (await neighbours().allInnerTexts()).map((text) => Number(/(-?\d\.\d{3})/.exec(text)![1]));
  expect(similarities).toEqual([...similarities].sort((a, b) => b - a));
  const loaded = () =>
    page
      .getByRole('list', { name: 'Neighbours' })
      .locator('img')
      .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);
  await neighbours().last().scrollIntoViewIfNeeded();
  await expect.poll(loaded).toBe(12);
}

/** In the page: bytes of a PNG of one colour. */
async function flatPicture(colour: string): Promise<number[]> {
  const canvas = new OffscreenCanvas(96, 96);
  const context = canvas.getContext('2d')!;
  context.fillStyle = colour;
  context.fillRect(0, 0, 96, 96);
  return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
}

describe('overview', () => {
  it('shows the model with its accuracies, the collection with pictures, the runs and what to do next', async () => {
    await page.goto(url);
    await expect.poll(() => page.title()).toBe('Overview · Supcon');
    expect(await (await fetch(`${url}/favicon.svg`)).text()).toContain('<svg');
    const model = page.getByRole('region', { name: 'Serving model' });
    await model.getByText('few', { exact: true }).waitFor();
    expect(await model.getByRole('list', { name: 'Test accuracy' }).innerText()).toMatch(
      /Linear classifier\s+\d+\.\d %[^]*5 nearest neighbours\s+\d+\.\d %[^]*Raw pixels\s+\d+\.\d %/,
    );
    expect((await model.getByRole('list', { name: 'Classes' }).innerText()).split('\n')).toEqual(labels);
    const collections = page.getByRole('region', { name: 'Collections' });
    await collections.getByText('160 pictures, searched exactly').waitFor();
    await expect
      .poll(() =>
        collections
          .locator('img')
          .first()
          .evaluate((image) => (image as HTMLImageElement).naturalWidth),
      )
      .toBeGreaterThan(0);
    await page.getByRole('region', { name: 'Recent runs' }).getByText('live-run').waitFor();
    expect(await page.getByRole('region', { name: 'Next steps' }).innerText()).toContain(`${url}/v1/classify?topK=3`);
    await page.getByText('Server ready').waitFor();
  });

  it('leads to every page, and back', async () => {
    await page.goto(url);
    const nav = page.getByRole('navigation', { name: 'Pages' }).first();
    await nav.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
    await page.getByRole('link', { name: 'live-run' }).click();
    await page.getByRole('heading', { level: 1, name: 'live-run' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'live-run' }).waitFor();
    await nav.getByRole('link', { name: 'Try it' }).click();
    await page.getByRole('heading', { level: 1, name: 'Try it' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'live-run' }).waitFor();
    await page.goto(`${url}/nowhere`);
    await page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor();
  });

  it('keeps the colours that were chosen', async () => {
    await page.goto(url);
    const scheme = () => page.evaluate(() => document.documentElement.dataset['mantineColorScheme']);
    await expect.poll(scheme).toBe('light');
    await page.getByRole('button', { name: 'Dark colours' }).first().click();
    await expect.poll(scheme).toBe('dark');
    await page.reload({ waitUntil: 'commit' });
    await expect.poll(scheme).toBe('dark');
  });
});

describe('runs', () => {
  const rows = () => page.getByRole('row').filter({ has: page.getByRole('cell') });

  it('lists every run with its accuracies and a curve, and finds one', async () => {
    await page.goto(`${url}/runs`);
    await expect.poll(() => rows().count()).toBe(2);
    const finished = rows().filter({ hasText: 'finished' });
    await expect
      .poll(() => finished.innerText())
      .toMatch(/tiny on few[^]*SupCon \+ cross-entropy[^]*\d+\.\d %[^]*last \d+\.\d %[^]*\d+\.\d %[^]*\d+\.\d %/);
    expect(await finished.locator('svg path').count()).toBe(1);
    await rows().filter({ hasText: 'running' }).getByText('epoch 3 of 10').waitFor();
    await page.getByRole('textbox', { name: 'Find runs' }).fill('live');
    await expect.poll(() => rows().count()).toBe(1);
    await expect.poll(() => new URL(page.url()).search).toBe('?find=live');
    await page.getByText('stopped', { exact: true }).click();
    await page.getByText('No run fits').waitFor();
    await page.getByRole('button', { name: 'Show all runs' }).click();
    await expect.poll(() => rows().count()).toBe(2);
  });

  it('opens in the state that the address names', async () => {
    await page.goto(`${url}/runs?status=finished&sort=linear&up=true&other=1`);
    await expect.poll(() => rows().count()).toBe(1);
    expect(await page.getByRole('columnheader', { name: 'Test linear' }).getAttribute('aria-sort')).toBe('ascending');
  });
});

describe('an address that somebody wrote by hand', () => {
  it.each(['/runs?status=bogus', '/runs?find=live&sort=7&up=1', '/runs?status=[1]&find='])('%s shows the runs', async (address) => {
    await page.goto(`${url}${address}`);
    await page.getByRole('row').filter({ hasText: 'live-run' }).waitFor();
  });

  it.each(['/runs?find=2026', '/runs?find=true', '/runs/%2E%2E', '/browse?item={"a":1}'])('%s leaves the navigation', async (address) => {
    await page.goto(`${url}${address}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('navigation', { name: 'Pages' }).first().getByRole('link', { name: 'Try it' }).waitFor();
    expect(opened.takeProblems().every((text) => text.includes('404'))).toBe(true);
  });
});

describe('a run', () => {
  const lossTable = () => page.getByRole('table', { name: 'SupCon loss' }).getByRole('row');
  const inkOf = (nth: number) =>
    page
      .locator('.uplot canvas')
      .nth(nth)
      .evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const { data: pixels } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
        return pixels.filter((value, index) => index % 4 === 3 && value > 0).length;
      });

  it('draws a new point as soon as the training writes a line', async () => {
    await page.goto(`${url}/runs/live-run`);
    await expect.poll(() => lossTable().count()).toBe(4);
    await page.getByText('epoch 3 of 10').waitFor();
    const before = await inkOf(0);
    expect(before).toBeGreaterThan(500);
    const begun = performance.now();
    live.writeEpoch(4);
    await expect.poll(() => lossTable().count(), { interval: 50, timeout: 10_000 }).toBe(5);
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(await lossTable().last().innerText()).toBe('4\t4');
    expect(await inkOf(0)).not.toBe(before);
    await page.getByText('epoch 4: 4', { exact: true }).first().waitFor();
    await page.getByText('epoch 4 of 10').waitFor();
  });

  it('reads its points by keyboard, in all charts at once', async () => {
    await page.goto(`${url}/runs/live-run`);
    const chart = page.getByRole('img', { name: /^SupCon loss: line chart/ });
    await chart.focus();
    await page.keyboard.press('Home');
    await page.getByText('epoch 1: 4.75', { exact: true }).first().waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('epoch 2: 4.5', { exact: true }).first().waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.getByText('epoch 3: 4.25', { exact: true }).first().waitFor();
    await page.getByText('epoch 3: 53.0 %').first().waitFor();
  });

  it('shows both stages, separate losses, the result beside raw pixels, and the configuration', async () => {
    await page.goto(`${url}/runs`);
    await page.getByRole('row').filter({ hasText: 'finished' }).getByRole('link').click();
    const stages = page.getByRole('list', { name: 'Stages' }).getByRole('listitem');
    await expect
      .poll(async () => (await stages.allInnerTexts()).join(' '))
      .toMatch(/Stage 1: encoder[^]*epoch 3 of 3[^]*Stage 2: linear classifier[^]*Test/);
    for (const title of ['SupCon loss', 'Cross-entropy', 'Validation 5-NN', 'Training accuracy', 'Learning rate', 'Throughput']) {
      await page.getByRole('figure', { name: title }).waitFor();
      expect(await page.getByRole('table', { name: title }).getByRole('row').count()).toBe(4);
    }
    const result = page.getByRole('list', { name: 'Test accuracy' });
    expect(await result.getByRole('listitem').count()).toBe(3);
    expect(await page.getByRole('list', { name: 'Accuracy by class' }).getByRole('listitem').count()).toBe(labels.length);
    await page.getByText('settings').click();
    await page.getByRole('row', { name: 'recipe.stage1.temperature 0.1' }).waitFor();
  });

  it('shows what recipe auto tried side by side, and leads from one to the other', async () => {
    const ids = ['auto-probe', 'auto-finetune'] as const;
    const candidates = [
      { run: ids[0], role: 'probe', validation: { linear: 0.9, knn: 0.8 }, test: { linear: 0.85, knn: 0.75 }, epochs: 0, seconds: 20 },
      {
        run: ids[1],
        role: 'fine-tuned',
        validation: { linear: 0.95, knn: 0.9 },
        test: { linear: 0.91, knn: 0.89 },
        epochs: 5,
        seconds: 130,
      },
    ];
    for (const [at, id] of ids.entries()) {
      const { validation, test, seconds } = candidates[at]!;
      const run = handWrittenRun(inject('home'), id, at === 0 ? 'none' : 'supcon+cross-entropy');
      run.finish({ id, validation, test: { ...test, rawPixels: 0.4 }, seconds });
      run.write({ type: 'selection', chosen: ids[1], reason: 'it is the better one', candidates });
    }
    await page.goto(`${url}/runs/${ids[0]}`);
    await page.getByText('A probe has no curves').waitFor();
    const table = page.getByRole('table', { name: 'What was tried for these pictures' });
    const rows = async () => (await table.getByRole('row').allInnerTexts()).map((row) => row.split(/\s{2,}|\t|\n/).join(' '));
    await expect
      .poll(rows)
      .toEqual([
        expect.stringMatching(/Test, linear/),
        expect.stringMatching(/^Frozen probe .*85\.0 %.*75\.0 %.*90\.0 %.*80\.0 %.*0.*20 s/),
        expect.stringMatching(/^SupCon fine-tuning .*kept.*91\.0 %.*89\.0 %.*95\.0 %.*90\.0 %.*5.*2 min 10 s/i),
      ]);
    await page.getByText('Kept: it is the better one.').waitFor();
    await table.getByRole('link', { name: 'SupCon fine-tuning' }).click();
    await page.getByRole('heading', { name: ids[1] }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it('says so where there is no such run', async () => {
    await page.goto(`${url}/runs/none`);
    const alert = page.getByRole('alert');
    await alert.getByText(/there is no run 'none'/).waitFor();
    expect(await alert.innerText()).toMatch(/RUN_NOT_FOUND · HTTP 404 · request \S+/);
    expect(opened.takeProblems().every((text) => text.includes('404'))).toBe(true);
  });
});

describe('try it', () => {
  beforeEach(async () => {
    await page.goto(`${url}/try`);
    await chosenFile().waitFor({ state: 'attached' });
  });

  const transfer = (name: string, type: string, base64: string) =>
    page.evaluateHandle(
      ([fileName, fileType, content]) => {
        const bytes = Uint8Array.from(atob(content!), (letter) => letter.charCodeAt(0));
        const files = new DataTransfer();
        files.items.add(new File([bytes], fileName!, { type: fileType! }));
        return files;
      },
      [name, type, base64],
    );

  it('answers for a chosen file, with the command that asks the same', async () => {
    await chosenFile().setInputFiles(photo);
    await expectAnswer(path.basename(photo));
    const commands = await page.getByRole('region', { name: 'The same from a shell' }).innerText();
    expect(commands).toContain(`--data-binary @${path.basename(photo)}`);
    expect(commands).toContain(`${url}/v1/collections/few/search?k=12`);
    expect(await page.getByRole('region', { name: 'What is this?' }).innerText()).toMatch(/few version 1, \d+ ms/);
  });

  it('answers for a dropped file', async () => {
    const dataTransfer = await transfer('dropped.jpg', 'image/jpeg', readFileSync(photo).toString('base64'));
    await page.dispatchEvent('body', 'dragenter', { dataTransfer });
    await page.dispatchEvent('body', 'drop', { dataTransfer });
    await expectAnswer('dropped.jpg');
  });

  it('answers for a pasted picture', async () => {
    const clipboardData = await transfer('image.png', 'image/png', readFileSync(photo).toString('base64'));
    await page.evaluate(
      (files) => window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: files, bubbles: true })),
      clipboardData,
    );
    await expectAnswer('image.png');
  });

  it('answers for a picture of the collection, and goes on from neighbour to neighbour', async () => {
    const gallery = page.getByRole('region', { name: 'Or take one of these' });
    await gallery.getByRole('button', { name: /, / }).first().click();
    await expect.poll(() => neighbours().count()).toBe(12);
    await expect.poll(() => classBars().count()).toBe(5);
    const first = await page.getByRole('region', { name: 'The same from a shell' }).innerText();
    expect(first).toMatch(/"itemId":"[^"]+","k":12,"excludeSelf":true/);
    await neighbours().first().click();
    await expect.poll(() => page.getByRole('region', { name: 'The same from a shell' }).innerText()).not.toBe(first);
    await expect.poll(() => page.getByRole('group', { name: 'Pictures asked about' }).getByRole('button').count()).toBe(2);
    await gallery.getByRole('button', { name: 'Other pictures' }).click();
  });

  it('says how many of the files that were chosen at once are left out', async () => {
    const buffer = readFileSync(photo);
    const files = Array.from({ length: 30 }, (_, at) => ({ name: `photo-${at}.jpg`, mimeType: 'image/jpeg', buffer }));
    await chosenFile().setInputFiles(files);
    await page.getByRole('status').getByText('6 of 30 files were left out').waitFor();
    expect(await page.getByRole('group', { name: 'Pictures asked about' }).getByRole('button').count()).toBe(24);
    await chosenFile().setInputFiles(photo);
    await expectAnswer(path.basename(photo));
    expect(await page.getByText('were left out').count()).toBe(0);
  });

  it('says that a picture is not whole, and answers about what is left of it', async () => {
    const whole = readFileSync(photo);
    await chosenFile().setInputFiles([
      { name: 'half-copied.jpg', mimeType: 'image/jpeg', buffer: whole.subarray(0, Math.floor(whole.length * 0.8)) },
    ]);
    const notice = page.getByRole('status').filter({ hasText: 'half-copied.jpg is not whole' });
    await expect.poll(() => notice.innerText()).toMatch(/the end of this JPEG is missing: \d+ % of its rows[^]*PICTURE_CUT_OFF/);
    await expectAnswer('half-copied.jpg');
    await chosenFile().setInputFiles(photo);
    await expectAnswer(path.basename(photo));
    expect(await notice.count()).toBe(0);
  });

  it('says that a picture is of none of the classes, and why', async () => {
    const answerTo = async (bytes: Uint8Array<ArrayBuffer>) => {
      const response = await fetch(`${url}/v1/classify`, { method: 'POST', headers: { 'content-type': 'image/png' }, body: bytes });
      return ((await response.json()) as ClassifyResponse).unknown;
    };
    // Flat colours, unlike anything that was drawn for the training; which of them are unknown is the model's business.
    const flat: Uint8Array<ArrayBuffer>[] = [];
    for (const colour of ['#000000', '#ffffff', '#ff0000', '#00ff00', '#0000ff', '#ff00ff', '#ffff00', '#808080'])
      flat.push(Uint8Array.from(await page.evaluate(flatPicture, colour)));
    const answers = await Promise.all(flat.map(answerTo));
    for (const [isUnknown, words] of [
      [true, /Unknown[^]*it is none of the classes: -?[\d.e+-]+, above/],
      [false, /the most probable class|nearest neighbours/],
    ] as const) {
      const at = answers.findIndex((answer) => answer?.isUnknown === isUnknown);
      if (at < 0) continue;
      await chosenFile().setInputFiles([{ name: `flat-${at}.png`, mimeType: 'image/png', buffer: Buffer.from(flat[at]!) }]);
      await expectAnswer(`flat-${at}.png`);
      const panel = page.getByRole('region', { name: 'What is this?' });
      await expect.poll(() => panel.innerText()).toMatch(words);
      if (!isUnknown) expect(await panel.innerText()).not.toContain('none of the classes');
    }
    expect(answers.some((answer) => answer?.isUnknown === true)).toBe(true);
  });

  it('says for each bad file what is wrong with it, and still answers for the good one', async () => {
    await chosenFile().setInputFiles([
      { name: 'text.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('hello, I am text') },
      { name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) },
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('not even called a picture') },
      { name: 'good.jpg', mimeType: 'image/jpeg', buffer: readFileSync(photo) },
    ]);
    const chips = page.getByRole('group', { name: 'Pictures asked about' });
    for (const [name, code] of [
      ['text.jpg', 'BAD_IMAGE · HTTP 422'],
      ['empty.png', 'BAD_IMAGE · HTTP 422'],
      ['notes.txt', 'UNSUPPORTED_MEDIA_TYPE · HTTP 415'],
    ] as const) {
      await chips.getByRole('button', { name: `${name}, failed` }).click();
      const alert = page.getByRole('alert').filter({ hasText: `No answer for ${name}` });
      await expect.poll(() => alert.innerText()).toContain(code);
      expect(await alert.innerText()).toMatch(/request [\w-]{8,}/);
    }
    await chips.getByRole('button', { name: 'good.jpg' }).click();
    await expectAnswer('good.jpg');
    // The browser itself logs every 4xx.
    expect(opened.takeProblems().every((text) => /status of (415|422)/.test(text))).toBe(true);
  });
});

describe('everybody', () => {
  const paths = ['/', '/browse', '/runs', '/runs/live-run', '/try'];

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const)('meets WCAG 2.2 AA on every page in %s colours, %i px wide', async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    for (const at of paths) {
      await page.goto(`${url}${at}`);
      await page.waitForLoadState('networkidle').catch(() => undefined);
      if (at === '/runs/live-run') await page.locator('.uplot').first().waitFor();
      if (at === '/try') {
        await chosenFile().setInputFiles(photo);
        await expectAnswer(path.basename(photo));
      }
      expect({ at, problems: await accessibilityProblems(page) }).toEqual({ at, problems: [] });
    }
  });

  it('fits a screen of 360 px, with its navigation at the bottom', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const at of paths) {
      await page.goto(`${url}${at}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (at === '/try') {
        await chosenFile().setInputFiles(photo);
        await expectAnswer(path.basename(photo));
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      expect(await page.getByRole('contentinfo').getByRole('link', { name: 'Try it' }).isVisible()).toBe(true);
    }
  });

  it('reaches the content and the drop zone by keyboard', async () => {
    await page.goto(`${url}/try`);
    await chosenFile().waitFor({ state: 'attached' });
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.type)).toBe('file');
  });
});

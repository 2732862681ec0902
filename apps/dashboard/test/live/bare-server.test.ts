import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handWrittenRun } from './hand-written-run.js';
import { accessibilityProblems, openBrowser, openPage } from './open-browser.js';
import { startServer, type LiveServer } from './start-server.js';

/** These servers have no model, which the browser logs each time they are asked whether they are ready. */
const NOT_READY = /status of 503 .*\/readyz$/;

let browser: Browser;
let home: string;
let server: LiveServer;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

async function start(env: NodeJS.ProcessEnv = {}): Promise<void> {
  home = mkdtempSync(path.join(tmpdir(), 'supcon-bare-'));
  server = await startServer(home, { env });
}

describe('a server that has nothing yet', () => {
  it('says on every page what is missing and which command makes it', async () => {
    await start();
    const { page, close, takeProblems } = await openPage(browser, server.url, NOT_READY);
    for (const [at, texts, command] of [
      ['/', ['No model is loaded', 'No pictures to search yet', 'No training yet'], 'npm run quickstart'],
      ['/browse', ['No collection yet'], 'npm run quickstart'],
      ['/runs', ['No training yet'], 'npx nx run train:quick'],
      ['/try', ['No model is loaded'], 'npm run quickstart'],
      ['/label-issues', ['No finished training yet'], 'npx nx run train:quick'],
    ] as const) {
      await page.goto(`${server.url}${at}`);
      for (const text of texts) await page.getByText(text).waitFor();
      expect(await page.getByRole('main').innerText()).toContain(command);
      expect({ at, problems: await accessibilityProblems(page) }).toEqual({ at, problems: [] });
    }
    expect(takeProblems()).toEqual([]);
    await close();
  });
});

describe('a run of 50,000 epochs', () => {
  it('is outlined in lists by few points, and shown without a row of a table for each', async () => {
    await start();
    const run = handWrittenRun(home, 'long-run');
    for (let epoch = 1; epoch <= 50_000; epoch++) run.writeEpoch(epoch);
    const { page, close } = await openPage(browser, server.url, NOT_READY);
    let bytes = 0;
    page.on('response', (response) => {
      if (response.url().includes('/v1/'))
        void response.body().then(
          (body) => (bytes += body.length),
          () => undefined,
        );
    });
    for (const at of ['/', '/runs']) {
      await page.goto(`${server.url}${at}`);
      await page.getByText('long-run').first().waitFor();
      await page.locator('main svg path').first().waitFor({ state: 'attached' });
    }
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(100_000);
    await page.goto(`${server.url}/runs/long-run`);
    const table = page.getByRole('table', { name: 'SupCon loss, 200 of 50000 points' });
    await table.waitFor({ timeout: 60_000 });
    expect(await table.getByRole('row').count()).toBe(201);
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(6000);
    await page.getByRole('img', { name: /^SupCon loss: line chart/ }).focus();
    await page.keyboard.press('End');
    await page.getByText('epoch 50000:').first().waitFor();
    await close();
  }, 120_000);
});

describe('a server that is killed and comes back', () => {
  it('costs no point of a curve, doubles none and keeps the page', async () => {
    await start();
    const run = handWrittenRun(home, 'going-on');
    for (const epoch of [1, 2]) run.writeEpoch(epoch);
    const { page, close, takeProblems } = await openPage(browser, server.url, NOT_READY);
    await page.goto(`${server.url}/runs/going-on`);
    const epochs = () => page.getByRole('table', { name: 'SupCon loss' }).locator('tbody tr').allInnerTexts();
    await expect.poll(epochs).toEqual(['1\t4.75', '2\t4.5']);
    await page.evaluate(() => Object.assign(window, { stillTheSamePage: true }));

    await server.stop('SIGKILL');
    await page.getByText('Reconnecting; what is shown ends at epoch 2.').waitFor();
    run.writeEpoch(3);
    server = await startServer(home, { port: server.port });
    run.writeEpoch(4);
    await expect.poll(epochs, { timeout: 30_000 }).toEqual(['1\t4.75', '2\t4.5', '3\t4.25', '4\t4']);
    await expect.poll(() => page.getByText('Reconnecting').count(), { timeout: 20_000 }).toBe(0);

    run.writeEpoch(5);
    await expect.poll(epochs, { timeout: 10_000 }).toHaveLength(5);
    run.finish({ seconds: 61, test: { linear: 0.75, knn: 0.7, rawPixels: 0.3 } });
    await page.getByRole('list', { name: 'Test accuracy' }).getByText('75.0 %').waitFor();
    expect(await page.evaluate(() => 'stillTheSamePage' in window)).toBe(true);
    // While the server is away, the browser logs each request that fails.
    expect(takeProblems().filter((text) => !/ERR_(CONNECTION|INCOMPLETE|EMPTY|NETWORK)/.test(text))).toEqual([]);
    await close();
  });

  it('shows the warnings of a training and how to go on with a stopped one', async () => {
    await start();
    const run = handWrittenRun(home, 'stopped-one');
    run.writeEpoch(1);
    run.write({ type: 'warning', code: 'COLLAPSE', message: 'the loss has not left ln(2B-1)' });
    run.write({ type: 'stopped', epoch: 1, step: 3 });
    const { page, close, takeProblems } = await openPage(browser, server.url, NOT_READY);
    await page.goto(`${server.url}/runs/stopped-one`);
    await page.getByText('the loss has not left ln(2B-1)').waitFor();
    await page.getByText('train --resume stopped-one').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(takeProblems()).toEqual([]);
    await close();
  });
});

describe('a training that does not go on', () => {
  const resume = (id: string): string => `train --resume ${id}`;

  it('says what each came to, in the list and on its page, and advises to resume where that helps', async () => {
    await start();
    const message = 'the loss is NaN at step 12 of epoch 2; lower stage1.learningRate';
    const failed = handWrittenRun(home, 'failed-one');
    failed.writeEpoch(1);
    failed.write({ type: 'failed', code: 'NOT_FINITE', message });
    const killed = handWrittenRun(home, 'killed-one');
    // Its process held the run, and nobody holds it any more.
    killed.write({ type: 'start', loss: 'supcon', owner: { host: 'ada', pid: 4711 } });
    const silent = handWrittenRun(home, 'silent-one');
    silent.writeEpoch(1);
    silent.fallSilent();
    handWrittenRun(home, 'going-on').writeEpoch(1);

    const { page, close, takeProblems } = await openPage(browser, server.url, NOT_READY);
    await page.goto(`${server.url}/runs`);
    const row = (id: string) => page.getByRole('row').filter({ hasText: id }).innerText();
    await expect.poll(() => row('failed-one')).toContain('failed');
    expect(await row('failed-one')).toContain('NOT_FINITE');
    expect(await row('failed-one')).toContain(message);
    expect(await row('killed-one')).toContain('stopped');
    expect(await row('silent-one')).toContain('stalled');
    expect(await row('going-on')).toContain('running');
    expect(await accessibilityProblems(page)).toEqual([]);

    for (const [id, texts, helps] of [
      ['failed-one', ['Failed: NOT_FINITE', message], false],
      ['killed-one', ['Stopped; nothing is lost'], true],
      ['silent-one', ['No sign of life', 'Process 4711 on ada'], true],
      ['going-on', ['epoch 1 of 10'], false],
    ] as const) {
      await page.goto(`${server.url}/runs/${id}`);
      for (const text of texts) await page.getByText(text).first().waitFor();
      expect({ id, helps: (await page.getByRole('main').innerText()).includes(resume(id)) }).toEqual({ id, helps });
      expect({ id, problems: await accessibilityProblems(page) }).toEqual({ id, problems: [] });
    }
    expect(takeProblems()).toEqual([]);
    await close();
  });

  it('goes on showing a silent one that wakes up', async () => {
    await start();
    const run = handWrittenRun(home, 'sleeper');
    run.writeEpoch(1);
    run.fallSilent();
    const { page, close, takeProblems } = await openPage(browser, server.url, NOT_READY);
    await page.goto(`${server.url}/runs/sleeper`);
    await page.getByText('No sign of life').waitFor();
    const epochs = page.getByRole('table', { name: 'SupCon loss' }).locator('tbody tr');
    await expect.poll(() => epochs.count()).toBe(1);
    run.writeEpoch(2);
    await expect.poll(() => epochs.count()).toBe(2);
    expect(takeProblems()).toEqual([]);
    await close();
  });
});

describe('the loss of a run', () => {
  it.each([
    ['triplet', ['Triplet loss'], ['Cross-entropy']],
    ['nt-xent+cross-entropy', ['NT-Xent loss', 'Cross-entropy'], []],
    ['cross-entropy', ['Cross-entropy'], ['Cross-entropy loss']],
  ])('%s has a curve for each of its terms, named after it', async (loss, shown, missing) => {
    await start();
    const run = handWrittenRun(home, 'some-loss', loss);
    for (const epoch of [1, 2]) run.writeEpoch(epoch);
    const { page, close, takeProblems } = await openPage(browser, server.url, NOT_READY);
    await page.goto(`${server.url}/runs/some-loss`);
    for (const name of shown) await page.getByRole('img', { name: `${name}: line chart` }).waitFor();
    for (const name of missing) expect(await page.getByRole('table', { name, exact: true }).count()).toBe(0);
    await page.goto(`${server.url}/runs`);
    await page.getByRole('row').filter({ hasText: 'some-loss' }).locator('svg path').waitFor({ state: 'attached' });
    expect(takeProblems()).toEqual([]);
    await close();
  });
});

describe('a server that needs a key', () => {
  it('asks for it, refuses a wrong one, and follows runs with the right one', async () => {
    const key = 'a-key-that-is-long-enough';
    await start({ SUPCON_API_KEY: key });
    const run = handWrittenRun(home, 'guarded');
    run.writeEpoch(1);
    const { page, close, takeProblems } = await openPage(browser, server.url, NOT_READY);
    await page.goto(`${server.url}/runs/guarded`);
    await page.getByRole('heading', { name: 'This server needs its API key' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByLabel('API key').fill('not-the-right-key-at-all');
    await page.keyboard.press('Enter');
    await page.getByText('The server does not take this key.').waitFor();
    await page.getByLabel('API key').fill(key);
    await page.keyboard.press('Enter');
    const epochs = page.getByRole('table', { name: 'SupCon loss' }).locator('tbody tr');
    await expect.poll(() => epochs.count()).toBe(1);
    run.writeEpoch(2);
    await expect.poll(() => epochs.count(), { timeout: 15_000 }).toBe(2);
    expect(takeProblems().filter((text) => !text.includes('status of 401'))).toEqual([]);
    await close();
  });
});

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
    const { page, close, takeProblems } = await openPage(browser, server.url);
    for (const [at, texts, command] of [
      ['/', ['No model is loaded', 'No pictures to search yet', 'No training yet'], 'npm run quickstart'],
      ['/runs', ['No training yet'], 'npx nx run train:quick'],
      ['/try', ['No model is loaded'], 'npm run quickstart'],
    ] as const) {
      await page.goto(`${server.url}${at}`);
      for (const text of texts) await page.getByText(text).waitFor();
      expect(await page.getByRole('main').innerText()).toContain(command);
      expect({ at, problems: await accessibilityProblems(page) }).toEqual({ at, problems: [] });
    }
    expect(takeProblems().filter((text) => !NOT_READY.test(text))).toEqual([]);
    await close();
  });
});

describe('a server that is killed and comes back', () => {
  it('costs no point of a curve, doubles none and keeps the page', async () => {
    await start();
    const run = handWrittenRun(home, 'going-on');
    for (const epoch of [1, 2]) run.writeEpoch(epoch);
    const { page, close, takeProblems } = await openPage(browser, server.url);
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
    expect(takeProblems().filter((text) => !NOT_READY.test(text) && !/ERR_(CONNECTION|INCOMPLETE|EMPTY|NETWORK)/.test(text))).toEqual([]);
    await close();
  });

  it('shows the warnings of a training and how to go on with a stopped one', async () => {
    await start();
    const run = handWrittenRun(home, 'stopped-one');
    run.writeEpoch(1);
    run.write({ type: 'warning', code: 'COLLAPSE', message: 'the loss has not left ln(2B-1)' });
    run.write({ type: 'stopped', epoch: 1, step: 3 });
    const { page, close, takeProblems } = await openPage(browser, server.url);
    await page.goto(`${server.url}/runs/stopped-one`);
    await page.getByText('the loss has not left ln(2B-1)').waitFor();
    await page.getByText('train --resume stopped-one').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(takeProblems().filter((text) => !NOT_READY.test(text))).toEqual([]);
    await close();
  });
});

describe('a server that needs a key', () => {
  it('asks for it, refuses a wrong one, and follows runs with the right one', async () => {
    const key = 'a-key-that-is-long-enough';
    await start({ SUPCON_API_KEY: key });
    const run = handWrittenRun(home, 'guarded');
    run.writeEpoch(1);
    const { page, close, takeProblems } = await openPage(browser, server.url);
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
    expect(takeProblems().filter((text) => !NOT_READY.test(text) && !text.includes('status of 401'))).toEqual([]);
    await close();
  });
});

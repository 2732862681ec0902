import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { handWrittenRun } from './hand-written-run.js';
import { openBrowser, openPage } from './open-browser.js';
import { startServer, type LiveServer } from './start-server.js';

const BASE = '/tools/supcon';

let home: string;
let server: LiveServer;
let proxy: Server;
afterEach(async () => {
  proxy.close();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

/** A proxy that shows a server below a path, as nginx does with `proxy_pass http://server/;`. @returns its address. */
async function showBelow(base: string, target: LiveServer): Promise<string> {
  proxy = createServer((question, answer) => {
    if (question.url?.startsWith(`${base}/`) !== true) {
      answer.writeHead(404).end();
      return;
    }
    const { method, headers } = question;
    const inside = request(`${target.url}${question.url.slice(base.length)}`, { method, headers }, (got) => {
      answer.writeHead(got.statusCode!, got.headers);
      got.pipe(answer);
    });
    question.pipe(inside);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

it('below a path every page is there, also when it is opened by its address, and links stay below it', async () => {
  home = mkdtempSync(path.join(tmpdir(), 'supcon-path-'));
  server = await startServer(home, { env: { SUPCON_BASE_PATH: BASE } });
  const run = handWrittenRun(home, 'below');
  run.writeEpoch(1);
  const outside = await showBelow(BASE, server);
  const browser = await openBrowser();
  const { page, close } = await openPage(browser, outside, /status of 503 .*\/readyz$/);
  const pathOf = (): string => new URL(page.url()).pathname;

  await page.goto(`${outside}${BASE}/`);
  await page.getByText('No model is loaded').first().waitFor();
  await page.getByRole('link', { name: 'below' }).first().click();
  await expect.poll(pathOf).toBe(`${BASE}/runs/below`);
  const epochs = () => page.getByRole('table', { name: 'SupCon loss' }).locator('tbody tr').count();
  await expect.poll(epochs).toBe(1);
  // The stream of events goes below the path too.
  run.writeEpoch(2);
  await expect.poll(epochs).toBe(2);
  await page.reload();
  await expect.poll(epochs).toBe(2);

  await page.getByRole('link', { name: 'API reference' }).click();
  await expect.poll(pathOf).toBe(`${BASE}/docs`);
  await page.getByText('/v1/classify').first().waitFor();
  await close();
  await browser.close();
});

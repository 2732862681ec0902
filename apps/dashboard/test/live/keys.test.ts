import { createSupconClient } from '@supcon/sdk';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openBrowser, openPage } from './open-browser.js';
import { expectAccessible, layoutShift } from './page-checks.js';
import { startServer, type LiveServer } from './start-server.js';

/** This server has no model, which the browser logs each time it is asked whether it is ready. */
const NOT_READY = /status of 503 .*\/readyz$/;

let browser: Browser;
let home: string;
let server: LiveServer;
let opened: Awaited<ReturnType<typeof openPage>>;
let page: Page;
/** Of the first key, from when it was made. */
let admin: string | undefined;

beforeAll(async () => {
  browser = await openBrowser();
  home = mkdtempSync(path.join(tmpdir(), 'supcon-keys-'));
  server = await startServer(home);
});
afterAll(async () => {
  await server.stop();
  await browser.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  opened = await openPage(browser, server.url, NOT_READY);
  page = opened.page;
  if (admin !== undefined) await useKey(admin);
});
// Fails the test where the page logged an error or asked another host.
afterEach(() => opened.close());

const useKey = (key: string) => page.addInitScript((kept) => sessionStorage.setItem('supcon-api-key', kept), key);
const table = () => page.getByRole('table', { name: 'Keys' });
const dialog = () => page.getByRole('dialog');
const secret = async () =>
  (
    await page
      .getByRole('status')
      .getByText(/^supcon_/)
      .innerText()
  ).trim();

it('makes the first key, an admin’s, and goes on with it', async () => {
  await page.goto(`${server.url}/keys`);
  await page.getByText('Anybody on this machine may do everything').waitFor();
  await page.getByRole('button', { name: 'New key' }).click();
  await dialog().getByRole('textbox', { name: 'Name' }).fill('ops');
  await page.keyboard.press('Enter');
  await table().getByText('ops').waitFor();
  admin = await secret();
  const keys = await createSupconClient({ baseUrl: server.url, apiKey: admin }).keys.list();
  expect(keys.map(({ name, role }) => `${name} ${role}`)).toEqual(['ops admin']);
  expect(page.url()).not.toContain(admin);
  await page.getByRole('button', { name: 'I have it' }).click();
  expect(await page.getByText(admin).count()).toBe(0);
});

it('makes a key with a role and an end, shows it once, gives it a new secret and revokes it', async () => {
  await page.goto(`${server.url}/keys?ask=create`);
  await dialog().getByRole('textbox', { name: 'Name' }).fill('shop');
  await dialog().getByText('writer', { exact: true }).click();
  await dialog().getByRole('combobox', { name: 'Taken for' }).click();
  await page.getByRole('option', { name: '30 days' }).click();
  await dialog().getByRole('button', { name: 'Make it' }).click();
  const row = table().getByRole('row').filter({ hasText: 'shop' });
  await row.waitFor();
  const first = await secret();
  const supcon = createSupconClient({ baseUrl: server.url, apiKey: admin! });
  const shop = (await supcon.keys.list()).find(({ name }) => name === 'shop')!;
  expect(shop.role).toBe('writer');
  expect(Math.round((Date.parse(shop.expiresAt!) - Date.now()) / 86_400_000)).toBe(30);
  await page.reload();
  await row.waitFor();
  expect(await page.getByText(first).count()).toBe(0);

  await row.getByRole('button', { name: 'Rotate shop' }).click();
  await dialog().getByRole('combobox').click();
  await page.getByRole('option', { name: 'not at all' }).click();
  await dialog().getByRole('button', { name: 'Give it a new secret' }).click();
  await expect.poll(secret).not.toBe(first);
  await expect(createSupconClient({ baseUrl: server.url, apiKey: first }).models.list()).rejects.toThrow();

  await row.getByRole('button', { name: 'Revoke shop' }).click();
  expect(await dialog().getByRole('button', { name: 'Revoke' }).isDisabled()).toBe(true);
  await dialog().getByRole('textbox').fill('shop');
  await page.keyboard.press('Enter');
  await row.getByText('revoked', { exact: true }).first().waitFor();
  expect((await supcon.keys.list()).find(({ name }) => name === 'shop')!.state).toBe('revoked');
});

it('offers nothing to a key that its role does not allow', async () => {
  const supcon = createSupconClient({ baseUrl: server.url, apiKey: admin! });
  const reader = await supcon.keys.create({ name: 'guest', role: 'reader' });
  await opened.close();
  opened = await openPage(browser, server.url, /status of (503|403) /);
  page = opened.page;
  await useKey(reader.secret);
  await page.goto(`${server.url}/models`);
  await page.getByText('No model yet', { exact: true }).waitFor();
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await pages.getByRole('link', { name: 'Jobs' }).waitFor({ state: 'detached' });
  expect(await pages.getByRole('link').allInnerTexts()).toEqual(expect.not.arrayContaining(['Train', 'Jobs', 'Keys']));
  expect(await page.getByRole('button', { name: 'Take in an archive' }).count()).toBe(0);
  for (const at of ['/jobs', '/keys', '/train']) {
    await page.goto(`${server.url}${at}`);
    await page.getByText('Not with this key').waitFor();
  }
});

it('is accessible and fits in both colours, narrow and wide, takes any address, and stands still', async () => {
  const settle = () => table().getByText('ops').waitFor();
  expect(await layoutShift(page, `${server.url}/keys?ask=burn&key={"a":1}`, settle)).toBeLessThan(0.05);
  await expectAccessible(page, settle);
  await page.goto(`${server.url}/keys?ask=create`);
  await expectAccessible(page, () => dialog().getByRole('button', { name: 'Make it' }).waitFor());
});

/**
 * Takes the pictures of the README from a running server:
 *   SUPCON_URL=http://127.0.0.1:8080 node apps/dashboard/scripts/screenshots.mjs [--out docs/images] [--photo FILE] [--run ID] [--all]
 * Without --photo a picture of the collection is asked about; without --run the newest finished run is shown.
 * --all takes dark colours and a narrow screen too.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { findChromium } from '../test/find-chromium.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: path.join(root, 'docs/images') },
    photo: { type: 'string' },
    run: { type: 'string' },
    all: { type: 'boolean', default: false },
  },
});
const url = process.env['SUPCON_URL'];
if (url === undefined) {
  console.error(
    'usage: SUPCON_URL=http://127.0.0.1:PORT node apps/dashboard/scripts/screenshots.mjs [--out DIR] [--photo FILE] [--run ID]',
  );
  process.exit(2);
}

/** @type {{ runs: { id: string, status: string }[] }} */
const { runs } = await (await fetch(`${url}/v1/runs`)).json();
const run = values.run ?? runs.find(({ status }) => status === 'finished')?.id ?? runs[0]?.id;
await mkdir(values.out, { recursive: true });

const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
});
try {
  await shoot('light', { width: 1280, height: 860 }, '');
  if (values.all) {
    await shoot('dark', { width: 1280, height: 860 }, '-dark');
    await shoot('light', { width: 360, height: 760 }, '-narrow');
  }
} finally {
  await browser.close();
}

/**
 * @param {'light' | 'dark'} scheme
 * @param {{ width: number, height: number }} viewport
 * @param {string} suffix
 */
async function shoot(scheme, viewport, suffix) {
  const context = await browser.newContext({ viewport, colorScheme: scheme, deviceScaleFactor: 1.5, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const end = `${suffix}.png`;
  /** @param {string} name */
  const save = async (name) => {
    await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => undefined))));
    await page.screenshot({ path: path.join(String(values.out), `${name}${end}`) });
    console.log(path.join(String(values.out), `${name}${end}`));
  };
  await page.goto(`${url}/`);
  await page.getByText('Serving model').waitFor();
  await page.waitForLoadState('networkidle');
  await save('overview');
  await page.goto(`${url}/browse`);
  await page.getByRole('list', { name: 'Pictures' }).getByRole('button').nth(3).click();
  await page.getByRole('list', { name: 'Neighbours' }).getByRole('button').first().waitFor();
  await page.waitForLoadState('networkidle');
  await save('browse');
  await page.goto(`${url}/map`);
  await page.getByRole('application').waitFor();
  await page.getByRole('region', { name: 'Points in view' }).getByRole('button').first().click();
  await page.getByRole('list', { name: 'Neighbours' }).getByRole('button').first().waitFor();
  await page.waitForLoadState('networkidle');
  await save('map');
  await page.goto(`${url}/label-issues`);
  await page.getByRole('list', { name: 'Neighbours' }).getByRole('button').first().waitFor();
  await page.waitForLoadState('networkidle');
  await save('label-issues');
  await page.goto(`${url}/runs`);
  await page.getByRole('table').waitFor();
  await page.waitForLoadState('networkidle');
  await save('runs');
  if (run !== undefined) {
    await page.goto(`${url}/runs/${run}`);
    await page.locator('.u-over').first().waitFor();
    await page.waitForLoadState('networkidle');
    await save('run');
  }
  await page.goto(`${url}/try`);
  if (values.photo === undefined) await page.getByRole('button', { name: /, / }).first().click();
  else await page.locator('input[type=file]').setInputFiles(values.photo);
  await page.getByRole('list', { name: 'Classes' }).waitFor();
  await page.getByRole('list', { name: 'Neighbours' }).getByRole('button').first().waitFor();
  await page.waitForLoadState('networkidle');
  await save('try-it');
  await context.close();
}

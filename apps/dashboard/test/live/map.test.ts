import { createSupconClient, type ProjectionColumns } from '@supcon/sdk';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { findChromium } from '../find-chromium.mjs';
import { accessibilityProblems, openBrowser, openPage } from './open-browser.js';

const url = inject('url');
const supcon = createSupconClient({ baseUrl: url });
const COLLECTION = 'few';

let browser: Browser;
let opened: Awaited<ReturnType<typeof openPage>>;
let page: Page;
let few: ProjectionColumns;

beforeAll(async () => {
  browser = await openBrowser();
  few = await supcon.collections.projectionColumns(COLLECTION);
});
afterAll(() => browser.close());
beforeEach(async () => {
  opened = await openPage(browser, url);
  page = opened.page;
});
// Fails the test where the page logged an error or asked another host.
afterEach(() => opened.close());

const map = () => page.getByRole('application');
const drawn = async () => Number(await map().getAttribute('data-drawn'));
const legend = () => page.getByRole('list', { name: 'Labels' });
const neighbours = () => page.getByRole('list', { name: 'Neighbours' }).getByRole('button');
const listed = () => page.getByRole('list', { name: 'Points in view, the middle first' }).getByRole('button');
const parameter = (name: string) => new URL(page.url()).searchParams.get(name);
const open = async (search: string): Promise<void> => {
  await page.goto(`${url}/map?${search}`);
  await expect.poll(drawn).toBeGreaterThan(0);
};

/** Drags through places of the map, shares of its width and height. */
async function drag(places: readonly (readonly [number, number])[]): Promise<void> {
  await map().scrollIntoViewIfNeeded();
  const box = (await map().boundingBox())!;
  const to = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...to(places[0]!));
  await page.mouse.down();
  for (const place of places.slice(1)) await page.mouse.move(...to(place), { steps: 3 });
  await page.mouse.up();
}

/** Coloured pixels of the points as they are on the screen, without what lies above them: a blank canvas has none. */
async function ink(of: Page = page): Promise<number> {
  await of
    .getByRole('application')
    .locator('canvas')
    .last()
    .evaluate((above) => ((above as HTMLElement).style.visibility = 'hidden'));
  const shot = (await of.getByRole('application').screenshot()).toString('base64');
  return of.evaluate(async (png) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      const channels = [data[at]!, data[at + 1]!, data[at + 2]!];
      if (Math.max(...channels) - Math.min(...channels) > 60) count++;
    }
    return count;
  }, shot);
}

/** Ids inside the line that the address holds, by sums of angles: nothing of the page's own code. */
function idsWithin({ x, y, ids }: ProjectionColumns, sel: string): string[] {
  const range = (values: Float32Array) => [Math.min(...values), Math.max(...values)] as const;
  const [[left, right], [bottom, top]] = [range(x), range(y)];
  const half = Math.max(right - left, top - bottom) / 2;
  const numbers = sel.split('_').map((part) => Number(part) / 10_000);
  const corners = Array.from({ length: numbers.length / 2 }, (_, at) => [numbers[2 * at]!, numbers[2 * at + 1]!] as const);
  return ids.filter((_, at) => {
    const [px, py] = [(x[at]! - (left + right) / 2) / half, (y[at]! - (bottom + top) / 2) / half];
    let angle = 0;
    corners.forEach(([ax, ay], corner) => {
      const [bx, by] = corners[(corner + 1) % corners.length]!;
      angle += Math.atan2((ax - px) * (by - py) - (bx - px) * (ay - py), (ax - px) * (bx - px) + (ay - py) * (by - py));
    });
    return Math.round(angle / (2 * Math.PI)) % 2 !== 0;
  });
}

describe('a map', () => {
  it('draws every picture, asks for the points once, and isolates labels without asking again', async () => {
    const asked: string[] = [];
    page.on('request', (request) => request.url().includes('/projection') && asked.push(request.url()));
    await open(`collection=${COLLECTION}`);
    await expect.poll(drawn).toBe(few.ids.length);
    await page.getByText(`${few.ids.length} of ${few.ids.length} shown`).waitFor();
    const whole = await ink();
    expect(whole).toBeGreaterThan(500);
    await legend().getByRole('button').first().click();
    await expect.poll(() => parameter('only')).not.toBeNull();
    await expect.poll(() => ink()).toBeLessThan(0.5 * whole);
    await legend().getByRole('button', { name: /^Add / }).first().click();
    await expect.poll(() => (JSON.parse(parameter('only')!) as string[]).length).toBe(2);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => parameter('only')).toBeNull();
    expect(asked).toHaveLength(1);
  });

  it('selects by a lasso what an independent test has inside, and lists the same pictures', async () => {
    await open(`collection=${COLLECTION}`);
    await page.keyboard.down('Shift');
    await drag([
      [0.2, 0.2],
      [0.55, 0.1],
      [0.6, 0.7],
      [0.35, 0.4],
      [0.15, 0.8],
    ]);
    await page.keyboard.up('Shift');
    await expect.poll(() => parameter('sel')).not.toBeNull();
    const wanted = idsWithin(few, parameter('sel')!);
    expect(wanted.length).toBeGreaterThan(3);
    expect(wanted.length).toBeLessThan(few.ids.length - 3);
    await page.getByRole('heading', { name: `${wanted.length} selected` }).waitFor();
    const more = page.getByRole('button', { name: /^Show \d+ more/ });
    while ((await more.count()) > 0) await more.click();
    const tiles = page.getByRole('list', { name: 'Selected pictures' }).locator('li');
    expect(await tiles.evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset['id']))).toEqual(wanted);
    await tiles.first().getByRole('button').click();
    await page.getByRole('dialog').getByText(wanted[0]!, { exact: true }).waitFor();
    await page.getByRole('dialog').getByRole('link', { name: 'Show on the map' }).click();
    await page.getByRole('region', { name: 'Chosen picture' }).getByText(wanted[0]!).first().waitFor();
    expect(parameter('item')).toBe(wanted[0]);
  });

  it('is the same in a fresh browser from a copied address', async () => {
    await open(`collection=${COLLECTION}`);
    await legend().getByRole('button').nth(1).click();
    await page.getByRole('button', { name: 'Select what is in view' }).click();
    await expect.poll(() => parameter('sel')).not.toBeNull();
    await listed().nth(2).click();
    await expect.poll(() => neighbours().count()).toBe(8);
    await page.getByRole('button', { name: 'Closer (+)' }).click();
    await expect.poll(() => parameter('v')).not.toBeNull();
    const state = async (at: Page) => ({
      pressed: await at.getByRole('list', { name: 'Labels' }).locator('[aria-pressed=true]').allInnerTexts(),
      chosen: await at.getByRole('region', { name: 'Chosen picture' }).getByRole('img').first().getAttribute('alt'),
      selected: await at.getByRole('heading', { name: / selected$/ }).innerText(),
      seen: await at.getByRole('region', { name: 'Points in view' }).innerText(),
      v: new URL(at.url()).searchParams.get('v'),
    });
    const before = await state(page);
    const other = await openPage(browser, url);
    await other.page.goto(page.url());
    await expect.poll(() => state(other.page)).toEqual(before);
    await other.close();
  });

  it('says which parameters cannot be read, shows the map without them, and takes them out', async () => {
    await open(`collection=${COLLECTION}&proj=som&v=7&sel=1_2&only={"a":1}&color=price`);
    await page.getByText('The address says something in ‘proj’, ‘color’, ‘only’, ‘sel’, ‘v’ that cannot be read').waitFor();
    await expect.poll(drawn).toBe(few.ids.length);
    await page.getByRole('button', { name: 'Take it out' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe(`?collection=${COLLECTION}`);
    await page.goto(`${url}/map?collection=nothing&item=none`);
    await page.getByText('There is no collection ‘nothing’').waitFor();
    // Neither it nor its neighbours are there: both questions are answered before the problems are looked at.
    const problems: string[] = [];
    await expect.poll(() => problems.push(...opened.takeProblems())).toBeGreaterThan(1);
    expect(problems.every((text) => text.includes('404'))).toBe(true);
  });

  it('is looked at, chosen in, walked and undone by keyboard alone', async () => {
    await open(`collection=${COLLECTION}`);
    await map().focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => Number(parameter('v')?.split(',')[0])).toBeGreaterThan(0);
    await page.keyboard.press('+');
    await expect.poll(() => Number(parameter('v')?.split(',')[2])).toBeGreaterThan(1.2);
    await page.keyboard.press('0');
    await expect.poll(() => parameter('v')).toBeNull();
    await page.keyboard.press('Enter');
    await expect.poll(() => neighbours().count()).toBe(8);
    const chosen = parameter('item');
    await page.keyboard.press('n');
    await page.getByRole('status').filter({ hasText: 'Neighbour 1 of 8' }).waitFor();
    await page.keyboard.press('p');
    await page.getByRole('status').filter({ hasText: 'Neighbour 8 of 8' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => parameter('item')).not.toBe(chosen);
    await page.keyboard.press('Control+z');
    await expect.poll(() => parameter('item')).toBe(chosen);
    await page.keyboard.press('Escape');
    await expect.poll(() => parameter('item')).toBeNull();
    await page.keyboard.press('l');
    await page.getByText('Draw around points to select them').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Drag to move').waitFor();
    await listed().first().focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => parameter('item')).not.toBeNull();
  });

  it('shows what lies below the pointer, and pictures at their points from near', async () => {
    const pictures: string[] = [];
    page.on('response', (response) => response.url().endsWith('/thumbnail') && pictures.push(response.url()));
    await open(`collection=${COLLECTION}&v=0,0,3`);
    await page.getByRole('button', { name: 'Closer (+)' }).click();
    await expect.poll(() => pictures.length).toBeGreaterThan(3);
    await listed().first().click();
    await page.getByRole('button', { name: 'Choose none' }).waitFor();
  });

  it('has another method computed as a job', async () => {
    await supcon.jobs.wait((await supcon.collections.project(COLLECTION, { method: 'umap' })).id);
    await page.goto(`${url}/map?collection=${COLLECTION}`);
    await page.getByText('t-SNE', { exact: true }).click();
    await page.getByRole('button', { name: `Compute it for ${few.ids.length} pictures` }).click();
    await expect.poll(drawn, { timeout: 50_000 }).toBe(few.ids.length);
    await page.getByText('UMAP', { exact: true }).click();
    await expect.poll(() => parameter('proj')).toBe('umap');
    await expect.poll(drawn).toBe(few.ids.length);
    // There was none at first.
    expect(opened.takeProblems().every((text) => text.includes('404') && text.includes('/projection'))).toBe(true);
  });

  it('colours points by what the model says of them, as many of each as the API counts, and isolates those', async () => {
    await supcon.jobs.wait((await supcon.collections.predict(COLLECTION)).id);
    const { correct } = await supcon.collections.predictionColumns(COLLECTION);
    const counted = [
      ['wrong', correct.filter((each) => each === 0).length],
      ['right', correct.filter((each) => each === 1).length],
    ].filter(([, count]) => count !== 0);
    await open(`collection=${COLLECTION}`);
    await page.getByRole('combobox', { name: 'Colour by' }).click();
    await page.getByRole('option', { name: 'Right or wrong' }).click();
    await expect.poll(() => parameter('color')).toBe('correct');
    const groups = page.getByRole('list', { name: 'Groups' }).locator('[aria-pressed]');
    await expect
      .poll(async () => (await groups.allInnerTexts()).map((text) => text.split(/\s+/)))
      .toEqual(counted.map(([name, count]) => [name, String(count)]));
    await groups.last().click();
    await expect.poll(() => parameter('only')).toBe(JSON.stringify([counted.at(-1)![0]]));
    await page.reload();
    await expect.poll(drawn).toBe(few.ids.length);
    await expect.poll(() => groups.last().getAttribute('aria-pressed')).toBe('true');
    for (const [name, value] of [
      ['Prediction', 'prediction'],
      ['Confidence', 'confidence'],
      ['Unknown', 'unknown'],
    ] as const) {
      await page.getByRole('combobox', { name: 'Colour by' }).click();
      await page.getByRole('option', { name, exact: true }).click();
      await expect.poll(() => parameter('color')).toBe(value);
      await page.getByText(/^\d+ (label|group)s?$/).waitFor();
    }
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});

describe('drawing', () => {
  it('goes on by itself when the browser takes WebGL away and gives it back, and holds one context after 30 visits', async () => {
    await page.addInitScript(() => {
      const kept: WebGL2RenderingContext[] = [];
      Object.assign(window, { kept });
      const original = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, 'getContext')!.value as (...args: string[]) => unknown;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...args: [string]) {
        const context = original.apply(this, args);
        if (context instanceof WebGL2RenderingContext && !kept.includes(context)) kept.push(context);
        return context;
      } as never;
    });
    await open(`collection=${COLLECTION}`);
    const whole = await ink();
    const lose = (back: boolean) =>
      page.evaluate((restore) => {
        const { kept } = window as unknown as { kept: WebGL2RenderingContext[] };
        const context = kept.findLast((each) => restore === each.isContextLost())!;
        const extension = context.getExtension('WEBGL_lose_context') ?? (window as unknown as { lost: WEBGL_lose_context }).lost;
        Object.assign(window, { lost: extension });
        if (restore) extension.restoreContext();
        else extension.loseContext();
      }, back);
    await lose(false);
    await expect.poll(() => ink()).toBeLessThan(0.2 * whole);
    await lose(true);
    await expect.poll(() => ink()).toBeGreaterThan(0.8 * whole);

    const devtools = await page.context().newCDPSession(page);
    const heapMegabytes = async () => {
      await devtools.send('HeapProfiler.collectGarbage');
      return (await devtools.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
    };
    const visit = async () => {
      await page.getByRole('link', { name: 'Runs' }).first().click();
      await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
      await page.getByRole('link', { name: 'Map' }).first().click();
      await expect.poll(drawn).toBe(few.ids.length);
    };
    for (let turn = 0; turn < 5; turn++) await visit();
    const before = await heapMegabytes();
    for (let turn = 0; turn < 30; turn++) await visit();
    const alive = await page.evaluate(
      () => (window as unknown as { kept: WebGL2RenderingContext[] }).kept.filter((context) => !context.isContextLost()).length,
    );
    expect(alive).toBe(1);
    // The test itself keeps the contexts that are lost.
    expect((await heapMegabytes()) - before).toBeLessThan(10);
  }, 180_000);

  it('is done by a 2D canvas where there is no WebGL, with pointing and lasso', async () => {
    const without = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-3d-apis'],
    });
    const other = await openPage(without, url);
    page = other.page;
    await open(`collection=${COLLECTION}`);
    await page.getByText('Drawn without WebGL 2').waitFor();
    expect(await ink()).toBeGreaterThan(500);
    await page.getByRole('button', { name: 'Draw a lasso (l)' }).click();
    await drag([
      [0.01, 0.01],
      [0.99, 0.01],
      [0.99, 0.99],
      [0.01, 0.99],
    ]);
    await page.getByRole('heading', { name: `${few.ids.length} selected` }).waitFor();
    await other.close();
    await without.close();
  });
});

describe('everybody', () => {
  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
    ['dark', 390],
  ] as const)('meets WCAG 2.2 AA in %s colours, %i px wide', async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await open(`collection=${COLLECTION}&item=${encodeURIComponent(few.ids[0]!)}&only=["${few.labels[0]}"]`);
    await page.getByRole('button', { name: 'Select what is in view' }).click();
    await page.getByRole('heading', { name: / selected$/ }).waitFor();
    await expect.poll(() => neighbours().count()).toBe(8);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.goto(`${url}/map?collection=${COLLECTION}&proj=nonsense`);
    await page.getByText('cannot be read').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it('moves, zooms and draws a lasso with fingers on a screen of 360 px, without scrolling sideways', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open(`collection=${COLLECTION}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 2 });
    await map().scrollIntoViewIfNeeded();
    const box = (await map().boundingBox())!;
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...places: (readonly [number, number])[]) =>
      devtools.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: places.map(([x, y], id) => ({ id, x: box.x + x * box.width, y: box.y + y * box.height })),
      });
    await touch('touchStart', [0.4, 0.5], [0.6, 0.5]);
    for (const apart of [0.12, 0.16, 0.2, 0.25]) await touch('touchMove', [0.5 - apart, 0.5], [0.5 + apart, 0.5]);
    await touch('touchEnd');
    await expect.poll(() => Number(parameter('v')?.split(',')[2])).toBeGreaterThan(1.5);
    await page.getByRole('button', { name: 'Show everything (0)' }).click();
    await expect.poll(() => parameter('v')).toBeNull();
    await page.getByRole('button', { name: 'Draw a lasso (l)' }).click();
    await touch('touchStart', [0.02, 0.02]);
    for (const place of [
      [0.98, 0.02],
      [0.98, 0.98],
      [0.02, 0.98],
    ] as const)
      await touch('touchMove', place);
    await touch('touchEnd');
    await page.getByRole('heading', { name: `${few.ids.length} selected` }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});

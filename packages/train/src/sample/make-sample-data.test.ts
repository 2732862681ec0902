import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TrainError } from '../errors.js';
import { makeSampleData, type SampleData } from './make-sample-data.js';

let root: string;
let full: SampleData;
const progress: number[] = [];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'supcon-sample-'));
  full = await makeSampleData(join(root, 'full'), { onProgress: ({ done }) => progress.push(done) });
}, 240_000);
afterAll(() => rm(root, { recursive: true }));

const files = async (dir: string): Promise<string[]> =>
  (await readdir(dir, { recursive: true })).filter((file) => file.endsWith('.jpg')).sort();
const contents = async (dir: string): Promise<string[]> =>
  Promise.all((await files(dir)).map(async (file) => `${file} ${(await readFile(join(dir, file))).toString('base64')}`));

interface Split {
  readonly labels: readonly string[];
  /** RGB pixels of each picture. */
  readonly pixels: readonly Uint8Array[];
}

async function loadSplit(split: string, size: number): Promise<Split> {
  const paths = (await files(full.dir)).filter((path) => path.startsWith(split));
  const pixels: Uint8Array[] = [];
  for (const path of paths) pixels.push(await sharp(join(full.dir, path)).resize(size, size).raw().toBuffer());
  return { labels: paths.map((path) => path.split('/')[1]!), pixels };
}

/** Share of test pictures whose nearest training picture (squared distance of features) has their label. */
function nearestNeighbourAccuracy(train: Split, test: Split, features: (pixels: Uint8Array) => Float32Array): number {
  const gallery = train.pixels.map(features);
  const hits = test.pixels.map(features).filter((query, row) => {
    let best = Infinity;
    let label = '';
    gallery.forEach((candidate, index) => {
      let distance = 0;
      for (let at = 0; at < query.length && distance < best; at++) distance += (query[at]! - candidate[at]!) ** 2;
      if (distance < best) [best, label] = [distance, train.labels[index]!];
    });
    return label === test.labels[row];
  });
  return hits.length / test.labels.length;
}

/** Square roots of the shares of 6 x 6 x 6 colours. */
function colourHistogram(pixels: Uint8Array): Float32Array {
  const histogram = new Float32Array(216);
  const bin = (value: number): number => Math.floor(value / 43);
  for (let at = 0; at < pixels.length; at += 3)
    histogram[bin(pixels[at]!) * 36 + bin(pixels[at + 1]!) * 6 + bin(pixels[at + 2]!)]! += 3 / pixels.length;
  return histogram.map(Math.sqrt);
}

it('makes 90 training and 30 test pictures of each class, every one a JPEG file of 160 x 160 pixels', async () => {
  expect(full).toMatchObject({ train: 90 * full.classes.length, test: 30 * full.classes.length, reused: false });
  for (const [split, count] of [
    ['train', 90],
    ['test', 30],
  ] as const) {
    expect((await readdir(join(full.dir, split))).sort()).toEqual(full.classes);
    for (const name of full.classes) expect(await readdir(join(full.dir, split, name))).toHaveLength(count);
  }
  for (const file of await files(full.dir)) {
    const picture = sharp(join(full.dir, file), { failOn: 'warning' });
    const { format, width, height } = await picture.metadata();
    expect([format, width, height]).toEqual(['jpeg', 160, 160]);
    await picture.stats();
  }
  expect(progress).toEqual(Array.from({ length: full.train + full.test }, (_, index) => index + 1));
}, 120_000);

it('cannot be solved by comparing pixels, and not at all by comparing colours', async () => {
  for (const size of [32, 64]) {
    const [train, test] = [await loadSplit('train', size), await loadSplit('test', size)];
    expect(nearestNeighbourAccuracy(train, test, (pixels) => Float32Array.from(pixels))).toBeLessThan(0.6);
    // Chance is one in eight.
    expect(nearestNeighbourAccuracy(train, test, colourHistogram)).toBeLessThan(0.25);
  }
}, 240_000);

it('makes the same files for the same seed and others for another', async () => {
  const [first, again, other] = ['first', 'again', 'other'].map((name) => join(root, name)) as [string, string, string];
  await makeSampleData(first, { seed: 7, perClass: 4 });
  await makeSampleData(again, { seed: 7, perClass: 4 });
  await makeSampleData(other, { seed: 8, perClass: 4 });
  expect(await contents(first)).toEqual(await contents(again));
  expect(await contents(first)).not.toEqual(await contents(other));
});

it('reuses finished data, replaces data of another seed, and leaves nothing beside it', async () => {
  const dir = join(root, 'twice');
  expect((await makeSampleData(dir, { perClass: 4 })).reused).toBe(false);
  const before = await contents(dir);
  expect((await makeSampleData(dir, { perClass: 4 })).reused).toBe(true);
  expect(await contents(dir)).toEqual(before);
  expect(await makeSampleData(dir, { perClass: 4, seed: 2 })).toMatchObject({ reused: false, train: 24, test: 8 });
  expect(await contents(dir)).not.toEqual(before);
  expect((await readdir(root)).filter((name) => name.startsWith('.'))).toEqual([]);
});

it('leaves a folder alone that holds something else or was changed', async () => {
  const dir = join(root, 'changed');
  await makeSampleData(dir, { perClass: 4 });
  await writeFile(join(dir, 'train/cat/mine.jpg'), 'mine');
  await expect(makeSampleData(dir, { perClass: 4, seed: 2 })).rejects.toThrow(/holds 33 pictures where its sample\.json says 32/);
  const foreign = await mkdtemp(join(root, 'foreign-'));
  await writeFile(join(foreign, 'notes.txt'), 'mine');
  await expect(makeSampleData(foreign, { perClass: 4 })).rejects.toMatchObject({ code: 'BAD_DATA' });
  expect(await readdir(foreign)).toEqual(['notes.txt']);
  expect(await readFile(join(dir, 'train/cat/mine.jpg'), 'utf8')).toBe('mine');
});

it.each([{ seed: 0.5 }, { seed: Number.NaN }, { perClass: 3 }, { perClass: 10.5 }])('refuses %j', async (options) => {
  const failure = await makeSampleData(join(root, 'refused'), options).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TrainError);
  expect((failure as TrainError).code).toBe('USAGE');
  expect(await readdir(root)).not.toContain('refused');
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeData } from '../quickstart/data-fingerprint.mjs';

/**
 * @typedef {{ path: string, label: string | undefined, split: string | undefined }} Photo
 * @typedef {{ name: string, file: string, label: string, split: string | undefined }} Found
 * @typedef {{ label: string, pictures: Record<string, number> }} ClassCount
 */

/**
 * What is asked of the packages as they are built: nobody else may import them.
 * @typedef {object} Readers
 * @property {import('fast-check').Arbitrary<readonly Photo[]>} madeUpPhotos
 * @property {(root: string, files: readonly Photo[], content: () => Uint8Array) => Promise<void>} layOut
 * @property {(path: string) => Promise<import('@supcon/core/photos').PhotoSet>} readPhotos
 * @property {(path: string, options: { skipBad: boolean }) => Promise<{ photos: readonly Photo[] }>} scanData of training
 * @property {(path: string) => Promise<{ classes: readonly ClassCount[] }>} checkData
 * @property {(path: string, split?: string) => Promise<{ pictures: readonly Found[] }>} findPictures of index
 */

/** @returns {Promise<Readers>} */
async function readers() {
  const files = [
    'core/test/made-up-photos.ts',
    'core/dist/photos/index.js',
    'train/dist/data/scan-data.js',
    'train/dist/data/check-data.js',
    'server/dist/cli/find-pictures.js',
  ];
  /** @type {unknown[]} */
  const modules = await Promise.all(files.map((file) => import(new URL(`../../packages/${file}`, import.meta.url).href)));
  /** @type {unknown} */
  const all = Object.assign({}, ...modules);
  return /** @type {Readers} */ (all);
}

/** The smallest PNG there is: one pixel. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

it('training, checks, indexing and quickstart read the same pictures, labels and splits', async () => {
  const { madeUpPhotos, layOut, readPhotos, scanData, checkData, findPictures } = await readers();
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(madeUpPhotos, async (files) => {
      const root = mkdtempSync(path.join(tmpdir(), 'supcon-reader-'));
      try {
        await layOut(root, files, () => PICTURE);
        const data = path.join(root, 'data');
        const known = plain(files.filter(({ label }) => label !== undefined)).sort((a, b) => (a.path < b.path ? -1 : 1));
        const rows = known.map((photo) => JSON.stringify({ ...photo, split: photo.split ?? null }));
        writeFileSync(path.join(data, 'list.jsonl'), rows.join('\n'));
        for (const given of [data, path.join(data, 'list.jsonl')]) {
          const trained = await scanData(given, { skipBad: true }).catch(ifTooFew);
          // The others have nothing against few classes, or none to train on.
          if (trained === undefined) continue;
          compared++;
          expect(plain(trained.photos)).toEqual(known);
          const { pictures } = await findPictures(given);
          expect(plain(pictures.map((picture) => ({ ...picture, path: picture.name })))).toEqual(known);
          const { classes } = await checkData(given);
          expect(Object.fromEntries(classes.map(({ label, pictures: counts }) => [label, counts]))).toEqual(counted(known));
          const [, indexed = '', , split] = describeData(given, await readPhotos(given)).gallery;
          const shown = await findPictures(indexed, split);
          const wanted = known.some((photo) => photo.split !== undefined) ? known.filter((photo) => photo.split === 'train') : known;
          expect(shown.pictures.map(({ file }) => file)).toEqual(wanted.map((photo) => path.join(data, photo.path)));
        }
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    }),
    { numRuns: 60, seed: 16 },
  );
  expect(compared).toBeGreaterThan(20);
});

/**
 * @param {unknown} error
 * @returns {undefined}
 */
function ifTooFew(error) {
  if (!(error instanceof Error && 'code' in error && error.code === 'BAD_DATA')) throw error;
}

/** @param {readonly Photo[]} photos */
function plain(photos) {
  return photos.map(({ path: name, label, split }) => ({ path: name, label, split }));
}

/** @param {readonly Photo[]} photos */
function counted(photos) {
  /** @type {Record<string, Record<string, number>>} */
  const counts = {};
  for (const { label = '', split = 'open' } of photos) {
    const own = (counts[label] ??= { train: 0, validation: 0, test: 0, open: 0 });
    own[split] = (own[split] ?? 0) + 1;
  }
  return counts;
}

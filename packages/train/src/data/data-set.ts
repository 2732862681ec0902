import { mkdir } from 'node:fs/promises';
import { explainDecodingTrouble, presentDecoding, type Decoding } from '@supcon/core/image';
import { describeLeftOut, type PhotoSet } from '@supcon/core/photos';
import type { Recipe } from '../recipe/recipe-schema.js';
import { TrainError } from '../errors.js';
import { maxPixels as defaultMaxPixels } from '../max-pixels.js';
import type { Reporter } from '../console/reporter.js';
import { warnOfCopies, warnOfNearCopies, warnOfSmallClasses, type DataWarning } from './data-warnings.js';
import { hashPhotos } from './fingerprint.js';
import { list } from './list.js';
import { findNearDuplicates } from './near-duplicates.js';
import { THUMBNAIL_SIZE } from './perceptual-hash.js';
import { openPixelCache, type PixelCache } from './pixel-cache.js';
import { scanData } from './scan-data.js';
import { splitItems, type Split, type SplitOptions } from './split.js';
import { warnOfPhotos, warnOfSplit } from './set-warnings.js';

/** A data folder, ready for training. Images go by their index in `paths`. */
export interface DataSet {
  readonly root: string;
  readonly name: string;
  readonly labels: readonly string[];
  readonly fingerprint: string;
  readonly paths: readonly string[];
  /** sha256 of each file's bytes in hexadecimal. */
  readonly hashes: readonly string[];
  /** Index into `labels` for each image. */
  readonly classes: Int32Array;
  readonly split: Split;
  /** At the recipe's cacheSize: crops are cut from these. */
  readonly training: PixelCache;
  /** At the recipe's imageSize: what the finished encoder sees. */
  readonly evaluation: PixelCache;
  /** The way to their pixels: what was asked for, or, where that cannot be had on this machine, the first one. */
  readonly decoding: Decoding;
  readonly warnings: readonly DataWarning[];
  close(): Promise<void>;
}

/** How a folder becomes a data set: split, cache, and what is done about bad files. */
export interface DataSetOptions {
  readonly recipe: Pick<Recipe, 'cacheSize' | 'imageSize'> & { readonly split: Omit<SplitOptions, 'seed'> };
  readonly seed: number;
  readonly skipBad: boolean;
  readonly cacheFolder: string;
  readonly reporter: Reporter;
  /** Look for pictures that show the same, to keep them on one side of the split. Default true. */
  readonly nearDuplicates?: boolean;
  /** The way to the pixels: an artifact's or a run's own. Default today's. */
  readonly decoding?: Decoding;
  /** Pixels of one picture held in memory at once. Default SUPCON_MAX_PIXELS, or 40 million. */
  readonly maxPixels?: number;
}

/** Scans, hashes, decodes and splits a data folder or the pictures of a list.
 * @throws TrainError NOT_FOUND, BAD_DATA; BAD_IMAGES listing every file that cannot be decoded, unless `skipBad`. */
export async function openDataSet(root: string, asked: DataSetOptions): Promise<DataSet> {
  const { recipe, seed, skipBad, reporter } = asked;
  const scanned = await scanData(root, { skipBad });
  const reading = reporter.task('Reading', scanned.photos.length, 'files');
  let read = 0;
  const {
    photos: folder,
    hashes,
    fingerprint,
  } = await hashPhotos(scanned, () => {
    reading.update(++read);
  }).finally(() => {
    reading.stop();
  });
  const warnings: DataWarning[] = warnOfPhotos(folder);
  const { decoding, trouble } = await presentDecoding(asked.decoding);
  if (trouble !== undefined)
    warnings.push({ code: 'SLOW_DECODING', message: `${explainDecodingTrouble(trouble)}; supcon doctor says how to mend it` });
  // So that the cache is called after the pixels that are in it.
  const options = { ...asked, decoding };
  await mkdir(options.cacheFolder, { recursive: true });
  const training = await decode(folder, fingerprint, recipe.cacheSize, options);
  const evaluation = recipe.imageSize === recipe.cacheSize ? training : await decode(folder, fingerprint, recipe.imageSize, options);
  const close = async (): Promise<void> => {
    await training.close();
    if (evaluation !== training) await evaluation.close();
  };
  try {
    const unread = folder.leftOut.filter(({ kind }) => kind === 'unreadable');
    const bad = [...unread.map(({ path, reason }) => ({ path, reason })), ...training.bad.values()];
    if (bad.length > 0) {
      const lines = [...unread.map(describeLeftOut), ...[...training.bad.values()].map(({ path, reason }) => `${path}: ${reason}`)];
      if (!skipBad)
        throw new TrainError(
          'BAD_IMAGES',
          `${lines.length} of ${scanned.photos.length} files in ${root} are not pictures that can be read:\n${list(lines, 200)}\nRepair or remove them, or add --skip-bad to go on without them.`,
          { details: { files: bad } },
        );
      warnings.push({ code: 'BAD_IMAGES_SKIPPED', message: `${lines.length} files that cannot be read are skipped:\n${list(lines)}` });
    }
    if (training.warnings.size > 0) {
      const lines = [...training.warnings.values()].map(({ path, reason }) => `${path}: ${reason}`);
      warnings.push({ code: 'PICTURES_CUT_OFF', message: `${lines.length} files are not whole and are used as they are:\n${list(lines)}` });
    }
    const good = folder.photos.map((_, index) => index).filter((index) => !training.bad.has(index));
    const groups = options.nearDuplicates === false ? [] : await nearDuplicates(folder, fingerprint, options);
    const groupOf = new Map(groups.flatMap((group, number) => group.map((index) => [index, number] as const)));
    const items = good.map((index) => {
      const { label, split } = folder.photos[index]!;
      return { label, split, hash: hashes[index]!, group: groupOf.get(index) };
    });
    const ofItems = splitItems(items, { seed, ...recipe.split });
    const back = (indices: readonly number[]): number[] => indices.map((item) => good[item]!);
    const split: Split = { train: back(ofItems.train), validation: back(ofItems.validation), test: back(ofItems.test) };
    const classes = Int32Array.from(folder.photos, (file) => folder.labels.indexOf(file.label));
    warnings.push(
      ...warnOfCopies({ hashes, classes, split }),
      ...warnOfNearCopies({ hashes, groups, split }),
      ...warnOfSmallClasses({ labels: folder.labels, classes, split }),
      ...warnOfSplit({ labels: folder.labels, classes, split }),
    );
    return {
      root: folder.root,
      name: folder.name,
      labels: folder.labels,
      fingerprint,
      paths: folder.photos.map(({ path }) => path),
      hashes,
      classes,
      split,
      training,
      evaluation,
      decoding,
      warnings,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function decode(
  folder: PhotoSet,
  fingerprint: string,
  size: number,
  { cacheFolder, reporter, decoding, maxPixels = defaultMaxPixels() }: DataSetOptions & { readonly decoding: Decoding },
  thumbnail = false,
): Promise<PixelCache> {
  const task = reporter.task(thumbnail ? 'Looking for copies' : `Decoding to ${size} px`, folder.photos.length, 'images');
  try {
    return await openPixelCache({
      root: folder.root,
      paths: folder.photos.map(({ path }) => path),
      size,
      thumbnail,
      decoding,
      maxPixels,
      fingerprint,
      cacheFolder,
      onImage: (done) => {
        task.update(done);
      },
    });
  } finally {
    task.stop();
  }
}

async function nearDuplicates(
  folder: PhotoSet,
  fingerprint: string,
  options: Parameters<typeof decode>[3],
): Promise<readonly (readonly number[])[]> {
  const thumbnails = await decode(folder, fingerprint, THUMBNAIL_SIZE, options, true);
  try {
    return await findNearDuplicates({ count: folder.photos.length, bad: thumbnails.bad, read: (indices) => thumbnails.read(indices) });
  } finally {
    await thumbnails.close();
  }
}

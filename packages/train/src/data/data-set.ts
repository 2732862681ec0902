import { mkdir } from 'node:fs/promises';
import type { Recipe } from '../recipe/recipe-schema.js';
import { TrainError } from '../errors.js';
import type { Reporter } from '../run/reporter.js';
import { hashFolder } from './fingerprint.js';
import { list, type ImageFolder } from './image-folder.js';
import { openPixelCache, type PixelCache } from './pixel-cache.js';
import { scanData } from './scan-data.js';
import { splitItems, type Split } from './split.js';

/** Something about the data that people should know but that does not stop a run. */
export interface DataWarning {
  readonly code: 'FILES_IGNORED' | 'BAD_IMAGES_SKIPPED' | 'DUPLICATES_ACROSS_SPLITS' | 'DUPLICATES_ACROSS_CLASSES' | 'SMALL_CLASS';
  readonly message: string;
}

/** A data folder, ready for training. Images go by their index in `paths`. */
export interface DataSet {
  readonly root: string;
  readonly name: string;
  readonly labels: readonly string[];
  readonly fingerprint: string;
  readonly paths: readonly string[];
  /** Index into `labels` for each image. */
  readonly classes: Int32Array;
  readonly split: Split;
  /** At the recipe's cacheSize: crops are cut from these. */
  readonly training: PixelCache;
  /** At the recipe's imageSize: what the finished encoder sees. */
  readonly evaluation: PixelCache;
  readonly warnings: readonly DataWarning[];
  close(): Promise<void>;
}

export interface DataSetOptions {
  readonly recipe: Recipe;
  readonly seed: number;
  readonly skipBad: boolean;
  readonly cacheFolder: string;
  readonly reporter: Reporter;
}

/** Fewer training pictures than this in a class are worth a warning. */
const SMALL_CLASS = 20;

/** Scans, hashes, decodes and splits a data folder.
 * @throws TrainError NOT_FOUND, BAD_DATA; BAD_IMAGES listing every file that cannot be decoded, unless `skipBad`. */
export async function openDataSet(root: string, options: DataSetOptions): Promise<DataSet> {
  const { recipe, seed, skipBad, reporter } = options;
  const folder = await scanData(root);
  const warnings: DataWarning[] = [];
  if (folder.ignored > 0)
    warnings.push({ code: 'FILES_IGNORED', message: `${folder.ignored} files that are no pictures by their name were left out` });
  const reading = reporter.task('Reading', folder.files.length, 'files');
  let read = 0;
  const { hashes, fingerprint } = await hashFolder(folder, () => {
    reading.update(++read);
  }).finally(() => {
    reading.stop();
  });
  await mkdir(options.cacheFolder, { recursive: true });
  const training = await decode(folder, fingerprint, recipe.cacheSize, options);
  const evaluation = recipe.imageSize === recipe.cacheSize ? training : await decode(folder, fingerprint, recipe.imageSize, options);
  const close = async (): Promise<void> => {
    await training.close();
    if (evaluation !== training) await evaluation.close();
  };
  try {
    if (training.bad.size > 0) {
      const lines = [...training.bad.values()].map(({ path, reason }) => `${path}: ${reason}`);
      if (!skipBad)
        throw new TrainError(
          'BAD_IMAGES',
          `${lines.length} of ${folder.files.length} files in ${root} are not pictures that can be read:\n${list(lines, 200)}\nRepair or remove them, or add --skip-bad to go on without them.`,
          { details: { files: [...training.bad.values()] } },
        );
      warnings.push({ code: 'BAD_IMAGES_SKIPPED', message: `${lines.length} files that cannot be read are skipped:\n${list(lines)}` });
    }
    const good = folder.files.map((_, index) => index).filter((index) => !training.bad.has(index));
    const items = good.map((index) => ({ label: folder.files[index]!.label, hash: hashes[index]!, split: folder.files[index]!.split }));
    const ofItems = splitItems(items, { seed, ...recipe.split });
    const back = (indices: readonly number[]): number[] => indices.map((item) => good[item]!);
    const split: Split = { train: back(ofItems.train), validation: back(ofItems.validation), test: back(ofItems.test) };
    const classes = Int32Array.from(folder.files, (file) => folder.labels.indexOf(file.label));
    warnings.push(...findDuplicates(hashes, classes, split), ...findSmallClasses(folder, classes, split));
    return {
      root: folder.root,
      name: folder.name,
      labels: folder.labels,
      fingerprint,
      paths: folder.files.map((file) => file.path),
      classes,
      split,
      training,
      evaluation,
      warnings,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function decode(folder: ImageFolder, fingerprint: string, size: number, options: DataSetOptions): Promise<PixelCache> {
  const task = options.reporter.task(`Decoding to ${size} px`, folder.files.length, 'images');
  try {
    return await openPixelCache({
      root: folder.root,
      paths: folder.files.map((file) => file.path),
      size,
      fingerprint,
      cacheFolder: options.cacheFolder,
      onImage: (done) => {
        task.update(done);
      },
    });
  } finally {
    task.stop();
  }
}

function findDuplicates(hashes: readonly string[], classes: Int32Array, split: Split): DataWarning[] {
  const trained = new Map(split.train.map((index) => [hashes[index]!, index]));
  const leaked = [...split.validation, ...split.test].filter((index) => trained.has(hashes[index]!)).length;
  const seen = new Map<string, number>();
  let contradictory = 0;
  for (const index of [...split.train, ...split.validation, ...split.test]) {
    const first = seen.get(hashes[index]!);
    if (first === undefined) seen.set(hashes[index]!, classes[index]!);
    else if (first !== classes[index]) contradictory++;
  }
  const warnings: DataWarning[] = [];
  if (leaked > 0)
    warnings.push({
      code: 'DUPLICATES_ACROSS_SPLITS',
      message: `${leaked} validation or test pictures are exact copies of training pictures: accuracy on them says little`,
    });
  if (contradictory > 0)
    warnings.push({ code: 'DUPLICATES_ACROSS_CLASSES', message: `${contradictory} pictures lie in two classes at once (exact copies)` });
  return warnings;
}

function findSmallClasses(folder: ImageFolder, classes: Int32Array, split: Split): DataWarning[] {
  const counts = folder.labels.map((_, label) => split.train.filter((index) => classes[index] === label).length);
  return folder.labels.flatMap((label, index) =>
    counts[index]! < SMALL_CLASS
      ? [{ code: 'SMALL_CLASS' as const, message: `class '${label}' has only ${counts[index]!} training pictures; expect little of it` }]
      : [],
  );
}

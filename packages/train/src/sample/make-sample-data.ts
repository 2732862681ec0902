import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { createRng } from '@supcon/core';
import { mapParallel } from '../map-parallel.js';
import { TrainError } from '../errors.js';
import { renderPicture } from './render-picture.js';
import { SAMPLE_CLASSES } from './sample-classes.js';
import { inspectSampleFolder, RECEIPT_FILE, type SampleReceipt } from './sample-receipt.js';

/** How many pictures are made, and of which seed. */
export interface SampleDataOptions {
  /** Any integer; the same seed gives the same files. Default 1. */
  readonly seed?: number;
  /** Pictures of each class, three quarters of them for training. At least 4. Default 120. */
  readonly perClass?: number;
  /** Called after every picture. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Where the sample pictures lie, and how many there are. */
export interface SampleData {
  /** Absolute path: train/<class>/<class>-001.jpg and so on, test/<class>/..., sample.json. */
  readonly dir: string;
  readonly classes: readonly string[];
  /** Pictures in each split, all classes together. */
  readonly train: number;
  readonly test: number;
  /** The finished data was there already. */
  readonly reused: boolean;
}

/** Raise whenever the pictures of a seed change: folders made by an older version are then made anew. */
export const SAMPLE_VERSION = 3;
const TRAIN_SHARE = 0.75;
/** Pictures under way at once: rendering and JPEG coding run outside the JavaScript thread. */
const WIDTH = 4;

/** Makes the built-in sample data set: pictures of eight kinds of things, told apart by shape alone, as an image folder with train/ and
 * test/. About 15 s for the default on two cores; at once when the folder holds the same data already.
 *
 * Written to a hidden folder beside `dir` and renamed when complete, so `dir` is either whole or not there. Older sample data in
 * `dir` is replaced; anything else there is left alone.
 * @throws TrainError USAGE for a seed or size that does not make sense; BAD_DATA when `dir` holds something else or has been changed. */
export async function makeSampleData(dir: string, options: SampleDataOptions = {}): Promise<SampleData> {
  const { seed = 1, perClass = 120, onProgress = () => undefined } = options;
  if (!Number.isSafeInteger(seed)) throw new TrainError('USAGE', `sample data: seed must be an integer, got ${seed}`);
  if (!Number.isSafeInteger(perClass) || perClass < 4)
    throw new TrainError('USAGE', `sample data: perClass must be an integer of at least 4, got ${perClass}; the default is 120`);
  const target = resolve(dir);
  const classes = SAMPLE_CLASSES.map(({ name }) => name);
  const train = Math.round(perClass * TRAIN_SHARE);
  const receipt: SampleReceipt = { madeBy: 'supcon sample', version: SAMPLE_VERSION, seed, perClass, classes };
  const result = { dir: target, classes, train: train * classes.length, test: (perClass - train) * classes.length };
  if (await holds(target, receipt)) return { ...result, reused: true };

  const beside = join(dirname(target), `.${basename(target)}.${process.pid}`);
  const partial = `${beside}.partial`;
  await rm(partial, { recursive: true, force: true });
  try {
    await writePictures(partial, seed, perClass, train, onProgress);
    await writeSynced(join(partial, RECEIPT_FILE), Buffer.from(`${JSON.stringify(receipt, undefined, 2)}\n`));
    const reused = await moveIntoPlace(partial, target, `${beside}.old`, receipt);
    return { ...result, reused };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function writePictures(
  root: string,
  seed: number,
  perClass: number,
  train: number,
  onProgress: NonNullable<SampleDataOptions['onProgress']>,
): Promise<void> {
  const folder = (index: number, name: string): string => join(root, index < train ? 'train' : 'test', name);
  for (const { name } of SAMPLE_CLASSES) for (const index of [0, train]) await mkdir(folder(index, name), { recursive: true });
  // Class by class within each number, so that a progress bar moves evenly.
  const pictures = Array.from({ length: perClass }, (_, index) => SAMPLE_CLASSES.map((sampleClass) => ({ sampleClass, index }))).flat();
  let done = 0;
  await mapParallel(pictures, WIDTH, async ({ sampleClass, index }) => {
    const bytes = await renderPicture(createRng(seed, 'sample', sampleClass.name, index), sampleClass);
    const file = `${sampleClass.name}-${String(index + 1).padStart(3, '0')}.jpg`;
    await writeSynced(join(folder(index, sampleClass.name), file), bytes);
    onProgress({ done: ++done, total: pictures.length });
  });
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Whether exactly this data is there. @throws TrainError BAD_DATA when something is there that must not be replaced. */
async function holds(target: string, wanted: SampleReceipt): Promise<boolean> {
  const found = await inspectSampleFolder(target);
  if (found.kind === 'foreign')
    throw new TrainError('BAD_DATA', `sample data cannot go to ${target}: ${found.reason}. Choose another folder, or move this one away.`);
  return found.kind === 'finished' && JSON.stringify(found.receipt) === JSON.stringify(wanted);
}

/** @returns true when another process put the same data there meanwhile. */
async function moveIntoPlace(partial: string, target: string, old: string, receipt: SampleReceipt): Promise<boolean> {
  if (await holds(target, receipt)) return true;
  await rename(target, old).catch(ignoreMissing);
  await rename(partial, target);
  await syncFolder(dirname(target));
  await rm(old, { recursive: true, force: true });
  return false;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

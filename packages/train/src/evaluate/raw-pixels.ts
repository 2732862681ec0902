import { fitLinearClassifier, selectLinearClassifier } from '@supcon/core';
import type { DataSet } from '../data/data-set.js';
import { ITERATIONS } from './evaluation-protocol.js';
import { accuracy, predictLabels } from './class-accuracy.js';
import type { PixelCache } from '../data/pixel-cache.js';

/** Side of the shrunken pictures: small enough for a linear classifier on a thousand of them. */
export const RAW_SIDE = 16;

/** Test accuracy of a linear classifier on raw pixels, fitted just as stage 2 fits on embeddings: the floor any encoder has to clear.
 * @returns 0..1 */
export async function rawPixelAccuracy(data: DataSet, l2: readonly number[]): Promise<number> {
  const { train, validation, test } = data.split;
  const labelled = async (indices: readonly number[]) => ({
    embeddings: await rawPixels(data.evaluation, indices),
    labels: Int32Array.from(indices, (index) => data.classes[index]!),
  });
  const classes = data.labels.length;
  const chosen = selectLinearClassifier(await labelled(train), await labelled(validation), classes, { grid: l2, iterations: ITERATIONS });
  const all = await labelled([...train, ...validation]);
  const classifier = fitLinearClassifier(all.embeddings, all.labels.length, all.labels, classes, { l2: chosen.l2, iterations: ITERATIONS });
  const onTest = await labelled(test);
  return accuracy(predictLabels(classifier, onTest.embeddings, test.length), onTest.labels);
}

/** Pictures as the encoder sees them, shrunk by averaging to 16 x 16 pixels: what a classifier without an encoder works on.
 * @returns [N, 16·16·3] in 0..1. */
export async function rawPixels(cache: PixelCache, indices: readonly number[]): Promise<Float32Array> {
  const features = RAW_SIDE * RAW_SIDE * 3;
  const result = new Float32Array(indices.length * features);
  const batch = 256;
  for (let begin = 0; begin < indices.length; begin += batch) {
    const part = indices.slice(begin, begin + batch);
    const pixels = await cache.read(part);
    part.forEach((_, row) => {
      const image = pixels.subarray(row * cache.size * cache.size * 3, (row + 1) * cache.size * cache.size * 3);
      result.set(shrink(image, cache.size, RAW_SIDE), (begin + row) * features);
    });
  }
  return result;
}

/** Averages the pixels whose position falls into each cell. @param image uint8 [side, side, 3]  @returns [cells, cells, 3] in 0..1 */
export function shrink(image: Uint8Array, side: number, cells: number): Float32Array {
  const sums = new Uint32Array(cells * cells * 3);
  const counts = new Uint32Array(cells * cells);
  const cellOf = Uint32Array.from({ length: side }, (_, at) => Math.floor((at * cells) / side));
  let at = 0;
  for (let y = 0; y < side; y++) {
    const row = cellOf[y]! * cells;
    for (let x = 0; x < side; x++) {
      const cell = row + cellOf[x]!;
      counts[cell]!++;
      for (let channel = 0; channel < 3; channel++) sums[cell * 3 + channel]! += image[at++]!;
    }
  }
  return Float32Array.from(sums, (sum, value) => sum / (255 * Math.max(1, counts[Math.floor(value / 3)]!)));
}

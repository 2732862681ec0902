import { withRanges, type ActivationRange } from '@supcon/core';
import { loadOnnxModel } from '../evaluate/onnx-model.js';
import type { PictureBatch } from './picture-batches.js';

/** Share of the calibration pictures that fit into a range whole: a strange one does not make the steps coarser for all. */
const COVERED = 0.99;

/** Ranges of every activation that `quantizeOnnx` needs one for, over all pictures of the batches. @param model of `exportOnnx`. */
export async function calibrateRanges(
  model: Uint8Array,
  imageSize: number,
  batches: AsyncIterable<PictureBatch>,
): Promise<Map<string, ActivationRange>> {
  const { model: telling, outputs } = withRanges(model);
  const extremes = [...outputs].map(([name, told]) => ({ name, told, lowest: [] as number[], highest: [] as number[] }));
  const onnx = await loadOnnxModel(telling);
  try {
    for await (const { images, count } of batches) {
      const answers = await onnx.run(images, count, imageSize);
      for (const { told, lowest, highest } of extremes) {
        lowest.push(...answers.get(told.lowest)!);
        highest.push(...answers.get(told.highest)!);
      }
    }
  } finally {
    await onnx.release();
  }
  return new Map(extremes.map(({ name, lowest, highest }) => [name, coveringRange(lowest, highest)]));
}

/** The smallest range that holds all but a hundredth of the lowest and of the highest values.
 * @param lowest and highest value of each picture, at least one. */
export function coveringRange(lowest: readonly number[], highest: readonly number[]): ActivationRange {
  const at = Math.ceil(COVERED * highest.length) - 1;
  return { low: [...lowest].sort((a, b) => b - a)[at]!, high: [...highest].sort((a, b) => a - b)[at]! };
}

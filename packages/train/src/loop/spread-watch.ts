import type { Watch } from './watch.js';

/** Embeddings of a trained encoder lie far above, those of one that answers the same for every picture at 0. */
const COLLAPSED = 0.02;

/** Watches the embeddings themselves: where their spread vanishes after the warm-up, the encoder answers the same for every picture. Unlike
 * the value of a loss this holds for every loss. */
export function createSpreadWatch(warmupEpochs: number): Watch {
  let inARow = 0;
  let warned = false;
  return {
    code: 'COLLAPSE',
    look: ({ epoch, spread }) => {
      inARow = spread < COLLAPSED ? inARow + 1 : 0;
      if (warned || inARow < 2 || epoch <= warmupEpochs) return undefined;
      warned = true;
      return `the embeddings of a batch hardly differ (spread ${spread.toFixed(4)}; healthy is above 0.1): the encoder answers the same for every picture. Lower stage1.learningRate to a third, or lengthen the warm-up.`;
    },
  };
}

/** How far the embeddings of a batch lie apart: the standard deviation of each coordinate of the unit rows, root of the mean square over
 * coordinates, times sqrt(D). 0 when all rows point the same way, 1 when they are spread evenly over the sphere.
 * @param embeddings [rows, D] float32
 * @see Chen and He, arXiv:2011.10566, section 4.1, where the same is called the std of the l2-normalised output. */
export function embeddingSpread(embeddings: Float32Array, width: number): number {
  const rows = embeddings.length / width;
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    let norm = 0;
    for (let at = row * width; at < (row + 1) * width; at++) norm += embeddings[at]! ** 2;
    const scale = 1 / Math.max(1e-12, Math.sqrt(norm));
    for (let column = 0; column < width; column++) {
      const value = embeddings[row * width + column]! * scale;
      sums[column]! += value;
      squares[column]! += value * value;
    }
  }
  let variance = 0;
  for (let column = 0; column < width; column++) variance += Math.max(0, squares[column]! / rows - (sums[column]! / rows) ** 2);
  return Math.sqrt(variance);
}

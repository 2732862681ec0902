import { gaussianKernel } from '../../augment/gaussian-blur.js';

/** What a point becomes out of focus: a disc of pixels, smoothed by a small Gaussian. Weights add up to 1.
 * @param radius in pixels @param smoothing standard deviation in pixels, > 0
 * @returns row-major [K, K], K odd */
export function discKernel(radius: number, smoothing: number): { readonly weights: Float64Array; readonly width: number } {
  const taps = radius <= 8 ? 3 : 5;
  const reach = Math.floor(radius) + (taps - 1) / 2;
  const width = 2 * reach + 1;
  const gaussian = gaussianKernel(smoothing, taps);
  const half = (taps - 1) / 2;
  const weights = new Float64Array(width * width);
  let pixels = 0;
  for (let y = -reach; y <= reach; y++)
    for (let x = -reach; x <= reach; x++) {
      if (y * y + x * x > radius * radius) continue;
      pixels++;
      for (let dy = -half; dy <= half; dy++)
        for (let dx = -half; dx <= half; dx++)
          weights[(y + dy + reach) * width + x + dx + reach]! += gaussian[dy + half]! * gaussian[dx + half]!;
    }
  return { weights: weights.map((weight) => weight / pixels), width };
}

/** One picture uint8 [S, S, 3] out of focus, in place; mirrored at the edges. */
export function defocusBlur(image: Uint8ClampedArray, side: number, radius: number, smoothing: number): void {
  const { weights, width } = discKernel(radius, smoothing);
  const reach = (width - 1) / 2;
  const source = Float32Array.from(image);
  const sum = new Float32Array(image.length);
  // A weight at a time over the whole picture: long simple loops.
  weights.forEach((weight, at) => {
    if (weight < 1e-9) return;
    const dy = Math.floor(at / width) - reach;
    const columns = Int32Array.from({ length: side }, (_, x) => mirrored(x + (at % width) - reach, side) * 3);
    for (let y = 0; y < side; y++) {
      const row = mirrored(y + dy, side) * side * 3;
      let to = y * side * 3;
      for (let x = 0; x < side; x++, to += 3) {
        const from = row + columns[x]!;
        sum[to]! += weight * source[from]!;
        sum[to + 1]! += weight * source[from + 1]!;
        sum[to + 2]! += weight * source[from + 2]!;
      }
    }
  });
  image.set(sum);
}

/** -1 is 1, `side` is `side - 2`. */
function mirrored(position: number, side: number): number {
  if (side === 1) return 0;
  const period = 2 * (side - 1);
  const folded = ((position % period) + period) % period;
  return folded < side ? folded : period - folded;
}

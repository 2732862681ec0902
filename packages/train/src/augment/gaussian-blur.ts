/** Taps of the kernel for views of a side: a tenth of it, made odd, as SimCLR has it (arXiv:2002.05709, appendix A); at least 3. */
export function blurTaps(side: number): number {
  return Math.max(3, 2 * Math.floor(Math.floor(side / 10) / 2) + 1);
}

/** Weights of a Gaussian at whole pixels, adding up to 1. @param taps odd */
export function gaussianKernel(sigma: number, taps: number): Float64Array {
  const half = (taps - 1) / 2;
  const weights = Float64Array.from({ length: taps }, (_, at) => Math.exp(-0.5 * ((at - half) / sigma) ** 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Weights below this change no value by a hundredth of 255. */
const NOTHING = 1e-5;

/** Gaussian blur of one picture, float32 [S, S, 3], in place: columns, then rows, mirrored at the edges without repeating them (as
 * torchvision; SimCLR's code pads with black instead, which darkens the edges).
 * @param sigma in pixels, > 0 */
export function gaussianBlur(image: Float32Array, side: number, sigma: number, taps = blurTaps(side)): void {
  const weights = halfKernel(sigma, taps);
  const reach = weights.length - 1;
  const row = side * 3;
  // The picture, then each row, continued at both ends, so that no pixel is a special case; float64, which spares a conversion for each tap.
  const tall = new Float64Array((side + 2 * reach) * row);
  for (let y = -reach; y < side + reach; y++) {
    const source = mirror(y, side) * row;
    tall.set(image.subarray(source, source + row), (reach + y) * row);
  }
  sumNeighbours(tall, row, weights, image, 0, side * row);
  const wide = new Float64Array((side + 2 * reach) * 3);
  for (let begin = 0; begin < image.length; begin += row) {
    wide.set(image.subarray(begin, begin + row), reach * 3);
    for (let x = 1; x <= reach; x++)
      for (let channel = 0; channel < 3; channel++) {
        wide[(reach - x) * 3 + channel] = image[begin + mirror(-x, side) * 3 + channel]!;
        wide[(reach + side - 1 + x) * 3 + channel] = image[begin + mirror(side - 1 + x, side) * 3 + channel]!;
      }
    sumNeighbours(wide, 3, weights, image, begin, row);
  }
}

/** Distances of `sumNeighbours` that go into one pass. */
const TOGETHER = 4;

/** Weights at distances 0, 1, ... up to the last that counts, filled up with zeros to whole passes. */
function halfKernel(sigma: number, taps: number): Float64Array {
  const weights = gaussianKernel(sigma, taps).subarray((taps - 1) / 2);
  const reach = weights.findLastIndex((weight) => weight >= NOTHING);
  const filled = new Float64Array(TOGETHER * Math.max(1, Math.ceil(reach / TOGETHER)) + 1);
  filled.set(weights.subarray(0, reach + 1));
  return filled;
}

/** Weighs each value and its neighbours on both sides, `stride` apart; four distances a pass, which spares loads and stores.
 * @param from as long as the result and `reach` strides more at both ends  @param to receives `length` values from `begin` on */
function sumNeighbours(from: Float64Array, stride: number, weights: Float64Array, to: Float32Array, begin: number, length: number): void {
  const middle = (weights.length - 1) * stride;
  const own = weights[0]!;
  for (let nearest = 1; nearest < weights.length; nearest += TOGETHER) {
    const w1 = weights[nearest]!;
    const w2 = weights[nearest + 1]!;
    const w3 = weights[nearest + 2]!;
    const w4 = weights[nearest + 3]!;
    const d1 = nearest * stride;
    const d2 = d1 + stride;
    const d3 = d2 + stride;
    const d4 = d3 + stride;
    // Written out twice: as a function of its own the sum takes half as long again.
    if (nearest === 1)
      for (let i = 0, at = middle; i < length; i++, at++)
        to[begin + i] =
          own * from[at]! +
          w1 * (from[at - d1]! + from[at + d1]!) +
          w2 * (from[at - d2]! + from[at + d2]!) +
          w3 * (from[at - d3]! + from[at + d3]!) +
          w4 * (from[at - d4]! + from[at + d4]!);
    else
      for (let i = 0, at = middle; i < length; i++, at++)
        to[begin + i]! +=
          w1 * (from[at - d1]! + from[at + d1]!) +
          w2 * (from[at - d2]! + from[at + d2]!) +
          w3 * (from[at - d3]! + from[at + d3]!) +
          w4 * (from[at - d4]! + from[at + d4]!);
  }
}

/** -1 is 1, and `side` is `side - 2`; pictures narrower than the kernel mirror again. */
function mirror(position: number, side: number): number {
  if (position >= 0 && position < side) return position;
  if (side === 1) return 0;
  const period = 2 * (side - 1);
  const folded = ((position % period) + period) % period;
  return folded < side ? folded : period - folded;
}

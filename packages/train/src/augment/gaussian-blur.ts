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

/** Gaussian blur of one picture, float32 [S, S, 3], in place: rows, then columns, mirrored at the edges without repeating them (as
 * torchvision; SimCLR's code pads with black instead, which darkens the edges).
 * @param sigma in pixels, > 0  @param scratch as long as the picture. */
export function gaussianBlur(image: Float32Array, side: number, sigma: number, scratch: Float32Array, taps = blurTaps(side)): void {
  const kernel = gaussianKernel(sigma, taps);
  const half = (taps - 1) / 2;
  blurColumns(image, scratch, side, kernel, half);
  blurRows(scratch, image, side, kernel, half);
}

/** Every row becomes a sum of rows: long runs of neighbours, which is fast. Both rows at one distance share a weight. */
function blurColumns(from: Float32Array, to: Float32Array, side: number, kernel: Float64Array, half: number): void {
  const row = side * 3;
  for (let y = 0; y < side; y++) {
    const begin = y * row;
    const end = begin + row;
    const middle = kernel[half]!;
    for (let at = begin; at < end; at++) to[at] = middle * from[at]!;
    for (let distance = 1; distance <= half; distance++) {
      const weight = kernel[half + distance]!;
      if (weight < NOTHING) break;
      const above = mirror(y - distance, side) * row - begin;
      const below = mirror(y + distance, side) * row - begin;
      for (let at = begin; at < end; at++) to[at]! += weight * (from[at + above]! + from[at + below]!);
    }
  }
}

function blurRows(from: Float32Array, to: Float32Array, side: number, kernel: Float64Array, half: number): void {
  const row = side * 3;
  for (let y = 0; y < side; y++) {
    const begin = y * row;
    const middle = kernel[half]!;
    for (let at = begin; at < begin + row; at++) to[at] = middle * from[at]!;
    for (let distance = 1; distance <= half; distance++) {
      const weight = kernel[half + distance]!;
      if (weight < NOTHING) break;
      const step = distance * 3;
      for (let at = begin + step; at < begin + row - step; at++) to[at]! += weight * (from[at - step]! + from[at + step]!);
      for (let x = 0; x < side; x++) {
        // What lies between the edges is done.
        if (x === distance && side > 2 * distance) x = side - distance;
        const left = begin + mirror(x - distance, side) * 3;
        const right = begin + mirror(x + distance, side) * 3;
        const at = begin + x * 3;
        for (let channel = 0; channel < 3; channel++) to[at + channel]! += weight * (from[left + channel]! + from[right + channel]!);
      }
    }
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

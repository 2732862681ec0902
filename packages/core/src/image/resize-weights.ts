/** Along one axis: which source pixels each pixel that comes out is made of, and their shares. */
export interface ResizeWeights {
  /** Shares of one pixel; a multiple of 4. */
  readonly taps: number;
  /** [size], the first source pixel of each. */
  readonly begins: Int32Array;
  /** [size, taps], with 14 bits behind the point; each row sums to exactly 1, zeros at its end. */
  readonly shares: Int16Array;
}

const ONE = 1 << 14;

/** Where the square lies along one axis. */
export interface ResizeAxis {
  /** Source pixels. */
  readonly length: number;
  /** What the whole length is resized to, and what of that is kept: `size` pixels from `offset` on. */
  readonly resized: number;
  readonly offset: number;
  readonly size: number;
}

/** Weights of Lanczos with three lobes, widened by the factor of shrinking so that nothing aliases; at the edges the rest of a window is scaled up to 1. */
export function lanczosWeights({ length, resized, offset, size }: ResizeAxis): ResizeWeights {
  const step = length / resized;
  const scale = Math.max(1, step);
  const reach = 3 * scale;
  const taps = Math.ceil((2 * Math.ceil(reach) + 1) / 4) * 4;
  const begins = new Int32Array(size);
  const shares = new Int16Array(size * taps);
  const row = new Float64Array(taps);
  for (let pixel = 0; pixel < size; pixel++) {
    const centre = (pixel + offset + 0.5) * step;
    const begin = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(length, Math.floor(centre + reach + 0.5));
    let sum = 0;
    for (let at = begin; at < end; at++) sum += row[at - begin] = lanczos((at + 0.5 - centre) / scale);
    let left = ONE;
    let largest = 0;
    for (let tap = 0; tap < end - begin; tap++) {
      const share = Math.round((row[tap]! / sum) * ONE);
      shares[pixel * taps + tap] = share;
      left -= share;
      if (share > shares[pixel * taps + largest]!) largest = tap;
    }
    // What rounding left goes where it shows least, so that an even area stays even.
    shares[pixel * taps + largest]! += left;
    begins[pixel] = begin;
  }
  return { taps, begins, shares };
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= 3) return 0;
  const angle = Math.PI * x;
  return (3 * Math.sin(angle) * Math.sin(angle / 3)) / (angle * angle);
}

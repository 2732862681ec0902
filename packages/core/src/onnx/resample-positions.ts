/** A position embedding for a grid of another size: bicubic (Keys, a = -0.5), widened by the factor of shrinking so that nothing aliases, as timm's
 * `resample_abs_pos_embed` and, below it, PyTorch's `interpolate` with `antialias`.
 * @param positions [from^2, D] row-major.  @returns [to^2, D] */
export function resamplePositions(positions: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return positions;
  const width = positions.length / from ** 2;
  const shares = Array.from({ length: to }, (_, at) => sharesOf(at, from, to));
  const rows = new Float64Array(from * to * width);
  for (let y = 0; y < from; y++)
    shares.forEach((row, x) => {
      for (const { source, share } of row)
        for (let d = 0; d < width; d++) rows[(y * to + x) * width + d]! += share * positions[(y * from + source) * width + d]!;
    });
  const resampled = new Float64Array(to * to * width);
  shares.forEach((column, y) => {
    for (const { source, share } of column)
      for (let i = 0; i < to * width; i++) resampled[y * to * width + i]! += share * rows[source * to * width + i]!;
  });
  return Float32Array.from(resampled);
}

/** What one place of `to` is made of; the shares sum to 1. */
function sharesOf(at: number, from: number, to: number): { readonly source: number; readonly share: number }[] {
  const step = from / to;
  const scale = Math.max(1, step);
  const centre = (at + 0.5) * step;
  const begin = Math.max(0, Math.floor(centre - 2 * scale + 0.5));
  const end = Math.min(from, Math.floor(centre + 2 * scale + 0.5));
  const taps = Array.from({ length: end - begin }, (_, tap) => cubic((begin + tap + 0.5 - centre) / scale));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap, index) => ({ source: begin + index, share: tap / sum }));
}

function cubic(x: number): number {
  const distance = Math.abs(x);
  if (distance < 1) return (1.5 * distance - 2.5) * distance ** 2 + 1;
  return distance < 2 ? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 : 0;
}

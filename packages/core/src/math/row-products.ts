/** Scalar products of one row of `a` with every row of `b`, summed in float64: `out[j] = a[row] · b[j]`, to the bit what `forTiles` says, which pays for more rows than a few.
 * Two rows of `b` at a time, because every value loaded then serves several sums. (And no destructuring in here: it goes through iterators and costs as much again.)
 * @param a [?, D] float32.  @param b [N, D] float32.  @param out [N]. */
export function rowProducts(a: Float32Array, row: number, b: Float32Array, width: number, out: Float64Array): void {
  const even = width - (width % 2);
  const from = row * width;
  const whole = out.length - (out.length % 2);
  for (let j = 0; j < whole; j += 2) {
    const b0 = j * width;
    const b1 = b0 + width;
    let s00 = 0;
    let s01 = 0;
    let s10 = 0;
    let s11 = 0;
    for (let d = 0; d < even; d += 2) {
      const x = a[from + d]!;
      const y = a[from + d + 1]!;
      s00 += x * b[b0 + d]!;
      s01 += y * b[b0 + d + 1]!;
      s10 += x * b[b1 + d]!;
      s11 += y * b[b1 + d + 1]!;
    }
    if (even < width) {
      s00 += a[from + even]! * b[b0 + even]!;
      s10 += a[from + even]! * b[b1 + even]!;
    }
    out[j] = s00 + s01;
    out[j + 1] = s10 + s11;
  }
  if (whole === out.length) return;
  const last = whole * width;
  let s0 = 0;
  let s1 = 0;
  for (let d = 0; d < even; d += 2) {
    s0 += a[from + d]! * b[last + d]!;
    s1 += a[from + d + 1]! * b[last + d + 1]!;
  }
  if (even < width) s0 += a[from + even]! * b[last + even]!;
  out[whole] = s0 + s1;
}

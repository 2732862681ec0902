/** Scalar products of every row of `a` with every row of `b`, summed in float64: `out[i · bRows + j] = a[aBegin + i] · b[j]`.
 * Two rows against four at a time, because every value loaded then serves several sums: twice as fast as one pair after the other. (And no
 * destructuring in here: it goes through iterators and costs as much again.) An odd row, as a single query is, meets four rows at a time too.
 * @param a [?, D] float32.  @param b [bRows, D] float32.  @param out at least aRows · bRows long. */
export function rowProducts(
  a: Float32Array,
  aBegin: number,
  aRows: number,
  b: Float32Array,
  bRows: number,
  width: number,
  out: Float64Array,
): void {
  const wholeA = aRows - (aRows % 2);
  const wholeB = bRows - (bRows % 4);
  for (let j = 0; j < wholeB; j += 4) {
    const b0 = j * width;
    const b1 = b0 + width;
    const b2 = b0 + 2 * width;
    const b3 = b0 + 3 * width;
    for (let i = 0; i < wholeA; i += 2) {
      const a0 = (aBegin + i) * width;
      const a1 = a0 + width;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      for (let d = 0; d < width; d++) {
        const x = a[a0 + d]!;
        const y = a[a1 + d]!;
        const p = b[b0 + d]!;
        const q = b[b1 + d]!;
        const r = b[b2 + d]!;
        const t = b[b3 + d]!;
        s00 += x * p;
        s01 += x * q;
        s02 += x * r;
        s03 += x * t;
        s10 += y * p;
        s11 += y * q;
        s12 += y * r;
        s13 += y * t;
      }
      const at = i * bRows + j;
      out[at] = s00;
      out[at + 1] = s01;
      out[at + 2] = s02;
      out[at + 3] = s03;
      out[at + bRows] = s10;
      out[at + bRows + 1] = s11;
      out[at + bRows + 2] = s12;
      out[at + bRows + 3] = s13;
    }
  }
  const single = (i: number, j: number): void => {
    let sum = 0;
    for (let d = 0, x = (aBegin + i) * width, y = j * width; d < width; d++) sum += a[x + d]! * b[y + d]!;
    out[i * bRows + j] = sum;
  };
  if (wholeA < aRows) lastRow(a, (aBegin + wholeA) * width, b, wholeB, width, out, wholeA * bRows);
  for (let i = 0; i < aRows; i++) for (let j = wholeB; j < bRows; j++) single(i, j);
}

/** One row of `a` with the rows of `b` up to `bEnd`, a multiple of four. */
function lastRow(a: Float32Array, a0: number, b: Float32Array, bEnd: number, width: number, out: Float64Array, at: number): void {
  for (let j = 0; j < bEnd; j += 4) {
    const b0 = j * width;
    const b1 = b0 + width;
    const b2 = b0 + 2 * width;
    const b3 = b0 + 3 * width;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let d = 0; d < width; d++) {
      const x = a[a0 + d]!;
      s0 += x * b[b0 + d]!;
      s1 += x * b[b1 + d]!;
      s2 += x * b[b2 + d]!;
      s3 += x * b[b3 + d]!;
    }
    out[at + j] = s0;
    out[at + j + 1] = s1;
    out[at + j + 2] = s2;
    out[at + j + 3] = s3;
  }
}

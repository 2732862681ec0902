/**
 * Scalar products of rows in float64, in WebAssembly with SIMD; AssemblyScript, compiled by the `build` target. Addresses are bytes in the module's memory, laid out by
 * src/math/float64-products.ts. Sums go over every second value each, whatever the machine: the same bits everywhere.
 */

/** out[i, j] = a[i] · b[j], two rows against four at a time, as many as there are registers for.
 * @param a float64 [aRows, width] @param aRows a multiple of 2 @param b float64 [bRows, width] @param bRows a multiple of 4
 * @param width a multiple of 2 @param out float64 [aRows, bRows] */
export function rowProducts(a: usize, aRows: usize, b: usize, bRows: usize, width: usize, out: usize): void {
  const stride = width * 8;
  for (let j: usize = 0; j < bRows; j += 4) {
    const firstOfFour = b + j * stride;
    for (let i: usize = 0; i < aRows; i += 2) {
      let x = a + i * stride;
      let y = firstOfFour;
      const end = x + stride;
      let s00 = f64x2.splat(0);
      let s01 = s00;
      let s02 = s00;
      let s03 = s00;
      let s10 = s00;
      let s11 = s00;
      let s12 = s00;
      let s13 = s00;
      while (x < end) {
        const upper = v128.load(x);
        const lower = v128.load(x + stride);
        let value = v128.load(y);
        s00 = f64x2.add(s00, f64x2.mul(upper, value));
        s10 = f64x2.add(s10, f64x2.mul(lower, value));
        value = v128.load(y + stride);
        s01 = f64x2.add(s01, f64x2.mul(upper, value));
        s11 = f64x2.add(s11, f64x2.mul(lower, value));
        value = v128.load(y + 2 * stride);
        s02 = f64x2.add(s02, f64x2.mul(upper, value));
        s12 = f64x2.add(s12, f64x2.mul(lower, value));
        value = v128.load(y + 3 * stride);
        s03 = f64x2.add(s03, f64x2.mul(upper, value));
        s13 = f64x2.add(s13, f64x2.mul(lower, value));
        x += 16;
        y += 16;
      }
      const row = out + (i * bRows + j) * 8;
      store4(row, s00, s01, s02, s03);
      store4(row + bRows * 8, s10, s11, s12, s13);
    }
  }
}

function store4(at: usize, a: v128, b: v128, c: v128, d: v128): void {
  store<f64>(at, sum(a));
  store<f64>(at, sum(b), 8);
  store<f64>(at, sum(c), 16);
  store<f64>(at, sum(d), 24);
}

function sum(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

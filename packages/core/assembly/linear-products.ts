/**
 * The two products of multinomial regression, float32 features with float64 parameters, in WebAssembly with SIMD; AssemblyScript, compiled by the `build` target. Addresses are bytes in the module's
 * memory, laid out by src/math/linear-products.ts. Four rows against two classes at a time, as many as there are registers for; a pair of classes stays in the nearest cache while all rows go by.
 */

/** out[n, c] = features[n] · parameters[c], sums of every second value each, added.
 * @param features float32 [rows, width] @param rows a multiple of 4 @param width a multiple of 2
 * @param parameters float64 [classes, width] @param classes a multiple of 2 @param out float64 [rows, classes] */
export function forward(features: usize, rows: usize, width: usize, parameters: usize, classes: usize, out: usize): void {
  const stride = width * 4;
  for (let c: usize = 0; c < classes; c += 2) {
    const first = parameters + c * width * 8;
    const second = first + width * 8;
    for (let n: usize = 0; n < rows; n += 4) {
      const x = features + n * stride;
      let s00 = f64x2.splat(0);
      let s01 = s00;
      let s10 = s00;
      let s11 = s00;
      let s20 = s00;
      let s21 = s00;
      let s30 = s00;
      let s31 = s00;
      for (let d: usize = 0; d < width; d += 2) {
        const at = x + d * 4;
        const p = v128.load(first + d * 8);
        const q = v128.load(second + d * 8);
        let value = pairAt(at);
        s00 = f64x2.add(s00, f64x2.mul(value, p));
        s01 = f64x2.add(s01, f64x2.mul(value, q));
        value = pairAt(at + stride);
        s10 = f64x2.add(s10, f64x2.mul(value, p));
        s11 = f64x2.add(s11, f64x2.mul(value, q));
        value = pairAt(at + 2 * stride);
        s20 = f64x2.add(s20, f64x2.mul(value, p));
        s21 = f64x2.add(s21, f64x2.mul(value, q));
        value = pairAt(at + 3 * stride);
        s30 = f64x2.add(s30, f64x2.mul(value, p));
        s31 = f64x2.add(s31, f64x2.mul(value, q));
      }
      const row = out + (n * classes + c) * 8;
      store2(row, s00, s01);
      store2(row + classes * 8, s10, s11);
      store2(row + 2 * classes * 8, s20, s21);
      store2(row + 3 * classes * 8, s30, s31);
    }
  }
}

/** gradient[c] += Σ_n dLogits[n, c] · features[n]. @param dLogits float64 [rows, classes] @param gradient float64 [classes, width]; the others as above */
export function backward(features: usize, rows: usize, width: usize, dLogits: usize, classes: usize, gradient: usize): void {
  const stride = width * 4;
  for (let c: usize = 0; c < classes; c += 2) {
    const first = gradient + c * width * 8;
    const second = first + width * 8;
    for (let n: usize = 0; n < rows; n += 4) {
      const x = features + n * stride;
      const at = dLogits + (n * classes + c) * 8;
      const step = classes * 8;
      const p0 = v128.load64_splat(at);
      const q0 = v128.load64_splat(at, 8);
      const p1 = v128.load64_splat(at + step);
      const q1 = v128.load64_splat(at + step, 8);
      const p2 = v128.load64_splat(at + 2 * step);
      const q2 = v128.load64_splat(at + 2 * step, 8);
      const p3 = v128.load64_splat(at + 3 * step);
      const q3 = v128.load64_splat(at + 3 * step, 8);
      for (let d: usize = 0; d < width; d += 2) {
        const own = x + d * 4;
        const x0 = pairAt(own);
        const x1 = pairAt(own + stride);
        const x2 = pairAt(own + 2 * stride);
        const x3 = pairAt(own + 3 * stride);
        const g = first + d * 8;
        const h = second + d * 8;
        v128.store(g, f64x2.add(v128.load(g), four(x0, p0, x1, p1, x2, p2, x3, p3)));
        v128.store(h, f64x2.add(v128.load(h), four(x0, q0, x1, q1, x2, q2, x3, q3)));
      }
    }
  }
}

function pairAt(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

function four(x0: v128, p0: v128, x1: v128, p1: v128, x2: v128, p2: v128, x3: v128, p3: v128): v128 {
  return f64x2.add(f64x2.add(f64x2.mul(x0, p0), f64x2.mul(x1, p1)), f64x2.add(f64x2.mul(x2, p2), f64x2.mul(x3, p3)));
}

function store2(at: usize, a: v128, b: v128): void {
  store<f64>(at, sum(a));
  store<f64>(at, sum(b), 8);
}

function sum(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

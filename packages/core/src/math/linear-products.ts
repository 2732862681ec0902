/** The two products of multinomial regression, in float64, several rows and classes at a time so that every value loaded serves several
 * sums. Whatever is left over at the borders goes one by one.
 * (No destructuring in here: it goes through iterators and halves the speed.) */

/** `logits[n, c] = parameters[C · D + c] + features[n] · parameters[c]`.
 * @param features [N, D] float32.  @param parameters [C, D] then [C].  @param logits [N, C], overwritten. */
export function linearForward(
  features: Float32Array,
  rows: number,
  width: number,
  parameters: Float64Array,
  classes: number,
  logits: Float64Array,
): void {
  const biasAt = classes * width;
  const wholeRows = rows - (rows % 2);
  const wholeClasses = classes - (classes % 4);
  for (let n = 0; n < wholeRows; n += 2) {
    const f0 = n * width;
    const f1 = f0 + width;
    for (let c = 0; c < wholeClasses; c += 4) {
      const w0 = c * width;
      const w1 = w0 + width;
      const w2 = w0 + 2 * width;
      const w3 = w0 + 3 * width;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      for (let d = 0; d < width; d++) {
        const x = features[f0 + d]!;
        const y = features[f1 + d]!;
        const p = parameters[w0 + d]!;
        const q = parameters[w1 + d]!;
        const r = parameters[w2 + d]!;
        const t = parameters[w3 + d]!;
        s00 += x * p;
        s01 += x * q;
        s02 += x * r;
        s03 += x * t;
        s10 += y * p;
        s11 += y * q;
        s12 += y * r;
        s13 += y * t;
      }
      const at = n * classes + c;
      logits[at] = s00;
      logits[at + 1] = s01;
      logits[at + 2] = s02;
      logits[at + 3] = s03;
      logits[at + classes] = s10;
      logits[at + classes + 1] = s11;
      logits[at + classes + 2] = s12;
      logits[at + classes + 3] = s13;
    }
    for (let c = wholeClasses; c < classes; c++) {
      const w = c * width;
      let s0 = 0;
      let s1 = 0;
      for (let d = 0; d < width; d++) {
        const p = parameters[w + d]!;
        s0 += features[f0 + d]! * p;
        s1 += features[f1 + d]! * p;
      }
      logits[n * classes + c] = s0;
      logits[(n + 1) * classes + c] = s1;
    }
  }
  for (let n = wholeRows; n < rows; n++)
    for (let c = 0; c < classes; c++) {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += features[n * width + d]! * parameters[c * width + d]!;
      logits[n * classes + c] = sum;
    }
  for (let n = 0; n < rows; n++) for (let c = 0; c < classes; c++) logits[n * classes + c]! += parameters[biasAt + c]!;
}

/** The gradient by the parameters: `gradient[c] = Σ_n dLogits[n, c] · features[n]`, and its bias `Σ_n dLogits[n, c]`.
 * @param dLogits [N, C].  @param gradient [C, D] then [C], overwritten. */
export function linearBackward(
  features: Float32Array,
  rows: number,
  width: number,
  dLogits: Float64Array,
  classes: number,
  gradient: Float64Array,
): void {
  const biasAt = classes * width;
  const wholeRows = rows - (rows % 4);
  const wholeClasses = classes - (classes % 2);
  gradient.fill(0);
  for (let n = 0; n < wholeRows; n += 4) {
    const f0 = n * width;
    const f1 = f0 + width;
    const f2 = f0 + 2 * width;
    const f3 = f0 + 3 * width;
    const l0 = n * classes;
    const l1 = (n + 1) * classes;
    const l2 = (n + 2) * classes;
    const l3 = (n + 3) * classes;
    for (let c = 0; c < wholeClasses; c += 2) {
      const p0 = dLogits[l0 + c]!;
      const p1 = dLogits[l1 + c]!;
      const p2 = dLogits[l2 + c]!;
      const p3 = dLogits[l3 + c]!;
      const q0 = dLogits[l0 + c + 1]!;
      const q1 = dLogits[l1 + c + 1]!;
      const q2 = dLogits[l2 + c + 1]!;
      const q3 = dLogits[l3 + c + 1]!;
      const w0 = c * width;
      const w1 = w0 + width;
      for (let d = 0; d < width; d++) {
        const x = features[f0 + d]!;
        const y = features[f1 + d]!;
        const z = features[f2 + d]!;
        const v = features[f3 + d]!;
        gradient[w0 + d]! += p0 * x + p1 * y + (p2 * z + p3 * v);
        gradient[w1 + d]! += q0 * x + q1 * y + (q2 * z + q3 * v);
      }
    }
    for (let c = wholeClasses; c < classes; c++) {
      const p0 = dLogits[l0 + c]!;
      const p1 = dLogits[l1 + c]!;
      const p2 = dLogits[l2 + c]!;
      const p3 = dLogits[l3 + c]!;
      for (let d = 0, w = c * width; d < width; d++)
        gradient[w + d]! += p0 * features[f0 + d]! + p1 * features[f1 + d]! + (p2 * features[f2 + d]! + p3 * features[f3 + d]!);
    }
  }
  for (let n = wholeRows; n < rows; n++)
    for (let c = 0; c < classes; c++) {
      const p = dLogits[n * classes + c]!;
      for (let d = 0; d < width; d++) gradient[c * width + d]! += p * features[n * width + d]!;
    }
  for (let n = 0; n < rows; n++) for (let c = 0; c < classes; c++) gradient[biasAt + c]! += dLogits[n * classes + c]!;
}

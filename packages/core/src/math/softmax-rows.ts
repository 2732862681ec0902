/** Mean cross-entropy over rows, its gradient and the hits, on the host in float64.
 * @param logits [N, C], row-major.  @param labels [N], each in 0..C-1. */
export function softmaxRows(
  logits: Float32Array | Float64Array,
  classes: number,
  labels: Int32Array,
): { readonly loss: number; readonly gradient: Float64Array; readonly correct: number } {
  const rows = labels.length;
  const gradient = new Float64Array(logits.length);
  let loss = 0;
  let correct = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    const label = labels[row]!;
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[start + c]! > logits[start + best]!) best = c;
    const largest = logits[start + best]!;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[start + c]! - largest);
    const logSum = largest + Math.log(sum);
    for (let c = 0; c < classes; c++) gradient[start + c] = (Math.exp(logits[start + c]! - logSum) - (c === label ? 1 : 0)) / rows;
    loss += logSum - logits[start + label]!;
    if (best === label) correct++;
  }
  return { loss: loss / rows, gradient, correct };
}

import { CoreError } from '../errors.js';
import type { LinearClassifier } from '../heads/linear-classifier.js';

/** Features of unit length brought back to the length they had before, which their logits tell: z - b = ℓ · Wᵀu, solved for ℓ by least squares over the
 * classes. For models that answer unit embeddings and logits only.
 * @param unit [N, D] unit rows.  @param logits [N, C] of the features before they were scaled.  @returns [N, D]; rows that no weight sees stay as they are.
 * @throws CoreError BAD_SHAPE. */
export function restoreLength({ weight, bias }: LinearClassifier, unit: Float32Array, logits: Float32Array): Float32Array {
  const classes = bias.length;
  const width = weight.length / classes;
  const rows = unit.length / width;
  if (logits.length !== rows * classes)
    throw new CoreError('BAD_SHAPE', `restoreLength: ${rows} rows of ${classes} logits expected, got ${logits.length} values`);
  const features = unit.slice();
  for (let row = 0; row < rows; row++) {
    const products = new Float64Array(classes);
    for (let d = 0; d < width; d++) for (let c = 0; c < classes; c++) products[c]! += unit[row * width + d]! * weight[d * classes + c]!;
    let [along, square] = [0, 0];
    products.forEach((product, c) => {
      along += product * (logits[row * classes + c]! - bias[c]!);
      square += product * product;
    });
    if (square === 0) continue;
    for (let d = row * width; d < (row + 1) * width; d++) features[d]! *= along / square;
  }
  return features;
}

import type { WasmMemory } from '../web-assembly.js';
import { mathProgram } from './math-program.js';

/** What assembly/linear-products.ts exports. */
interface Kernels {
  forward(features: number, rows: number, width: number, parameters: number, classes: number, out: number): void;
  backward(features: number, rows: number, width: number, dLogits: number, classes: number, gradient: number): void;
}

/** Features that are in the program's memory at once: 512 KiB stay in a processor's second cache while all classes go by. */
const TILE_VALUES = 2 ** 17;

const reserve = mathProgram<Kernels>('linear-products');

/** A multinomial regression of some size, and where it lies in the program's memory: classes, rows and values are met by zeros to the next 2, 4 and 2. */
interface Layout {
  readonly rows: number;
  readonly width: number;
  readonly classes: number;
  readonly padded: { readonly width: number; readonly classes: number };
  /** Rows of a tile, a multiple of 4. */
  readonly tile: number;
  /** Where matrices begin, bytes: parameters or gradient [C, D], logits or their gradient [N, C], features [N, D]. */
  readonly at: { readonly matrix: number; readonly logits: number; readonly features: number };
  readonly memory: WasmMemory;
  readonly kernels: Kernels;
}

/** `logits[n, c] = parameters[C · D + c] + features[n] · parameters[c]`, summed in float64.
 * @param features [N, D] float32.  @param parameters [C, D] then [C].  @param logits [N, C], overwritten. */
export function linearForward(
  features: Float32Array,
  rows: number,
  width: number,
  parameters: Float64Array,
  classes: number,
  logits: Float64Array,
): void {
  const layout = layOut(rows, width, classes);
  const { padded, at, kernels, memory } = layout;
  const matrix = new Float64Array(memory.buffer, at.matrix, padded.classes * padded.width).fill(0);
  for (let c = 0; c < classes; c++) matrix.set(parameters.subarray(c * width, (c + 1) * width), c * padded.width);
  const bias = classes * width;
  forTiles(layout, features, (begin, end, count) => {
    kernels.forward(at.features, count, padded.width, at.matrix, padded.classes, at.logits);
    const out = new Float64Array(memory.buffer, at.logits, count * padded.classes);
    for (let n = begin; n < end; n++)
      for (let c = 0; c < classes; c++) logits[n * classes + c] = out[(n - begin) * padded.classes + c]! + parameters[bias + c]!;
  });
}

/** The gradient by the parameters: `gradient[c] = Σ_n dLogits[n, c] · features[n]`, and its bias `Σ_n dLogits[n, c]`, in float64.
 * @param dLogits [N, C].  @param gradient [C, D] then [C], overwritten. */
export function linearBackward(
  features: Float32Array,
  rows: number,
  width: number,
  dLogits: Float64Array,
  classes: number,
  gradient: Float64Array,
): void {
  const layout = layOut(rows, width, classes);
  const { padded, at, kernels, memory } = layout;
  const matrix = new Float64Array(memory.buffer, at.matrix, padded.classes * padded.width).fill(0);
  const bias = classes * width;
  gradient.fill(0, bias);
  forTiles(layout, features, (begin, end, count) => {
    const own = new Float64Array(memory.buffer, at.logits, count * padded.classes).fill(0);
    for (let n = begin; n < end; n++)
      for (let c = 0; c < classes; c++) {
        const value = dLogits[n * classes + c]!;
        own[(n - begin) * padded.classes + c] = value;
        gradient[bias + c]! += value;
      }
    kernels.backward(at.features, count, padded.width, at.logits, padded.classes, at.matrix);
  });
  for (let c = 0; c < classes; c++) gradient.set(matrix.subarray(c * padded.width, c * padded.width + width), c * width);
}

/** @param use is told which rows are in memory, and how many with those that were added. */
function forTiles(layout: Layout, features: Float32Array, use: (begin: number, end: number, count: number) => void): void {
  const { rows, width, padded, tile, at, memory } = layout;
  for (let begin = 0; begin < rows; begin += tile) {
    const end = Math.min(begin + tile, rows);
    const count = Math.ceil((end - begin) / 4) * 4;
    const own = new Float32Array(memory.buffer, at.features, count * padded.width);
    if (width === padded.width) own.set(features.subarray(begin * width, end * width));
    else
      for (let n = begin; n < end; n++) {
        own.set(features.subarray(n * width, (n + 1) * width), (n - begin) * padded.width);
        own[(n - begin) * padded.width + width] = 0;
      }
    // What another tile left there may be no number, and that times nothing is none either.
    own.fill(0, (end - begin) * padded.width);
    use(begin, end, count);
  }
}

function layOut(rows: number, width: number, classes: number): Layout {
  const padded = { width: width + (width % 2), classes: classes + (classes % 2) };
  const tile = Math.min(4 * Math.ceil(rows / 4), Math.max(4, 4 * Math.floor(TILE_VALUES / padded.width / 4)));
  const logits = padded.classes * padded.width * 8;
  const features = logits + tile * padded.classes * 8;
  const { memory, kernels } = reserve(features + tile * padded.width * 4);
  return { rows, width, classes, padded, tile, at: { matrix: 0, logits, features }, memory, kernels };
}

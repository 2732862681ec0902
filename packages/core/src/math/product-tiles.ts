import type { WasmMemory } from '../web-assembly.js';
import { mathProgram } from './math-program.js';

/** What assembly/row-products.ts exports. */
interface Kernels {
  rowProducts(a: number, aRows: number, b: number, bRows: number, width: number, out: number): void;
}

/** Rows within something larger, borrowed. */
export interface Rows {
  readonly values: Float32Array | Float64Array;
  readonly count: number;
  /** Where a row begins. */
  readonly begin: (row: number) => number;
}

/** Rows one behind the other. @param values [N, D]. */
export function allRows(values: Float32Array | Float64Array, width: number): Rows {
  return { values, count: values.length / width, begin: (row) => row * width };
}

/** Some products: that of row i of `a` with row j of `b` lies at `(i - aBegin) · stride + j - bBegin`. */
export interface Tile {
  /** Gone with the next tile. */
  readonly values: Float64Array;
  readonly stride: number;
  readonly aBegin: number;
  readonly aEnd: number;
  readonly bBegin: number;
  readonly bEnd: number;
}

/** Rows of either side that are in the program's memory at once: what a tile needs then stays in the processor's caches, and memory stays small. */
const ROWS = { a: 64, b: 256 } as const;

/** From so many values on a row is copied as a whole. */
const LONG = 64;

const reserve = mathProgram<Kernels>('row-products');

/** Scalar products of every row of `a` with every row of `b` in float64, in WebAssembly, a part after the other: more than twice as fast as the same loop in JavaScript. The products of two rows are the
 * same bits on every machine, whichever rows are beside them: the sums of every second product each, added.
 * @param width values of a row that are taken.  @param lowerOnly leaves out tiles that have no product of a row with one that is not behind it. */
export function forTiles(a: Rows, b: Rows, width: number, lowerOnly: boolean, use: (tile: Tile) => void): void {
  // An odd value is met by a zero.
  const padded = width + (width % 2);
  const most = { a: Math.min(ROWS.a, a.count + (a.count % 2)), b: Math.min(ROWS.b, Math.ceil(b.count / 4) * 4) };
  const at = { a: 0, b: most.a * padded * 8, out: (most.a + most.b) * padded * 8 };
  const { memory, kernels } = reserve(at.out + most.a * most.b * 8);
  for (let bBegin = 0; bBegin < b.count; bBegin += ROWS.b) {
    const bEnd = Math.min(bBegin + ROWS.b, b.count);
    const stride = Math.ceil((bEnd - bBegin) / 4) * 4;
    fill(memory, at.b, b, bBegin, bEnd, width, padded);
    for (let aBegin = 0; aBegin < a.count; aBegin += ROWS.a) {
      const aEnd = Math.min(aBegin + ROWS.a, a.count);
      if (lowerOnly && bBegin >= aEnd) continue;
      const count = aEnd - aBegin;
      fill(memory, at.a, a, aBegin, aEnd, width, padded);
      // Rows that make the numbers round hold what was there before, and their products are not read.
      kernels.rowProducts(at.a, count + (count % 2), at.b, stride, padded, at.out);
      use({ values: new Float64Array(memory.buffer, at.out, count * stride), stride, aBegin, aEnd, bBegin, bEnd });
    }
  }
}

function fill(memory: WasmMemory, at: number, { values, begin }: Rows, from: number, end: number, width: number, padded: number): void {
  const target = new Float64Array(memory.buffer, at, (end - from) * padded);
  for (let row = from; row < end; row++) {
    const own = (row - from) * padded;
    const first = begin(row);
    // A view of few values costs more than the values.
    if (width < LONG) for (let d = 0; d < width; d++) target[own + d] = values[first + d]!;
    else target.set(values.subarray(first, first + width), own);
    if (width < padded) target[own + width] = 0;
  }
}

import { readFileSync } from 'node:fs';
import { startWasm, type WasmMemory } from '../web-assembly.js';

/** What assembly/row-products.ts exports. */
interface Kernels {
  rowProducts(a: number, aRows: number, b: number, bRows: number, width: number, out: number): void;
}

const PAGE = 65_536;
/** Rows of either side that are in the program's memory at once: what a tile needs then stays in the processor's caches, and memory stays small. */
const ROWS = { a: 64, b: 256 } as const;

let program: { readonly memory: WasmMemory; readonly kernels: Kernels } | undefined;

/** Scalar products of every row of `a` with every row of `b` in float64, in WebAssembly: `out[i, j] = a[i] · b[j]`. More than twice as fast as the same loop in JavaScript, and the
 * same bits on every machine.
 * @param a [M, D], borrowed.  @param b [N, D], borrowed.  @returns [M, N] */
export function float64Products(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const columns = b.length / width;
  const out = new Float64Array((a.length / width) * columns);
  forTiles(a, b, width, false, ({ values, stride, aBegin, aEnd, bBegin, bEnd }) => {
    // By hand: a view for each row of few values costs more than the values.
    for (let i = aBegin; i < aEnd; i++) {
      const from = (i - aBegin) * stride - bBegin;
      for (let j = bBegin; j < bEnd; j++) out[i * columns + j] = values[from + j]!;
    }
  });
  return out;
}

/** The same of rows with themselves, half of which need not be computed. @param rows [N, D], borrowed.  @returns [N, N], symmetric to the bit. */
export function float64GramMatrix(rows: Float64Array, width: number): Float64Array {
  const count = rows.length / width;
  return plusGramMatrix(new Float64Array(count * count), rows, width, 1);
}

/** A symmetric matrix and `factor` times the products of rows with themselves, in one pass.
 * @param matrix [N, N], borrowed.  @param rows [N, D], borrowed.  @returns [N, N], symmetric to the bit where the matrix is. */
export function plusGramMatrix(matrix: Float64Array, rows: Float64Array, width: number, factor: number): Float64Array {
  const count = rows.length / width;
  const out = new Float64Array(count * count);
  forTiles(rows, rows, width, true, ({ values, stride, aBegin, aEnd, bBegin, bEnd }) => {
    for (let i = aBegin; i < aEnd; i++) {
      const from = (i - aBegin) * stride - bBegin;
      const end = Math.min(bEnd, i + 1);
      for (let j = bBegin; j < end; j++) out[i * count + j] = values[from + j] = matrix[i * count + j]! + factor * values[from + j]!;
    }
    // The other half, its own rows one after the other.
    const last = Math.min(bEnd, aEnd);
    for (let j = bBegin; j < last; j++)
      for (let i = Math.max(aBegin, j + 1); i < aEnd; i++) out[j * count + i] = values[(i - aBegin) * stride + j - bBegin]!;
  });
  return out;
}

/** Some products: those of row i of `a` with row j of `b` lie at `(i - aBegin) · stride + j - bBegin`. */
interface Tile {
  /** Gone with the next tile. */
  readonly values: Float64Array;
  readonly stride: number;
  readonly aBegin: number;
  readonly aEnd: number;
  readonly bBegin: number;
  readonly bEnd: number;
}

/** @param lowerOnly leaves out tiles that have no product of a row with one that is not behind it. */
function forTiles(a: Float64Array, b: Float64Array, width: number, lowerOnly: boolean, use: (tile: Tile) => void): void {
  const [aRows, bRows] = [a.length / width, b.length / width];
  // An odd value is met by a zero.
  const padded = width + (width % 2);
  const most = { a: Math.min(ROWS.a, aRows + (aRows % 2)), b: Math.min(ROWS.b, Math.ceil(bRows / 4) * 4) };
  const at = { a: 0, b: most.a * padded * 8, out: (most.a + most.b) * padded * 8 };
  const { memory, kernels } = reserve(at.out + most.a * most.b * 8);
  for (let bBegin = 0; bBegin < bRows; bBegin += ROWS.b) {
    const bEnd = Math.min(bBegin + ROWS.b, bRows);
    const stride = Math.ceil((bEnd - bBegin) / 4) * 4;
    fill(memory, at.b, b, bBegin, bEnd - bBegin, width, padded);
    for (let aBegin = 0; aBegin < aRows; aBegin += ROWS.a) {
      const aEnd = Math.min(aBegin + ROWS.a, aRows);
      if (lowerOnly && bBegin >= aEnd) continue;
      const count = aEnd - aBegin;
      fill(memory, at.a, a, aBegin, count, width, padded);
      // Rows that make the numbers round hold what was there before, and their products are not read.
      kernels.rowProducts(at.a, count + (count % 2), at.b, stride, padded, at.out);
      use({ values: new Float64Array(memory.buffer, at.out, count * stride), stride, aBegin, aEnd, bBegin, bEnd });
    }
  }
}

function fill(memory: WasmMemory, at: number, rows: Float64Array, begin: number, count: number, width: number, padded: number): void {
  const values = new Float64Array(memory.buffer, at, count * padded);
  if (width === padded) {
    values.set(rows.subarray(begin * width, (begin + count) * width));
    return;
  }
  for (let i = 0; i < count; i++) {
    values.set(rows.subarray((begin + i) * width, (begin + i + 1) * width), i * padded);
    values[i * padded + width] = 0;
  }
}

function reserve(bytes: number): NonNullable<typeof program> {
  if (!program) {
    const { memory, exports } = startWasm(readFileSync(programUrl(import.meta.url)), 1);
    program = { memory, kernels: exports as unknown as Kernels };
  }
  const missing = bytes - program.memory.buffer.byteLength;
  if (missing > 0) program.memory.grow(Math.ceil(missing / PAGE));
  return program;
}

/** Beside the caller in `dist`, in `dist` for a caller that runs from TypeScript sources (tests). */
function programUrl(caller: string): URL {
  return new URL(caller.endsWith('.ts') ? '../../dist/math/row-products.wasm' : './row-products.wasm', caller);
}

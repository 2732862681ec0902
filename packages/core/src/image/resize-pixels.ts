import { readFileSync } from 'node:fs';
import type { CentreSquare } from './centre-square.js';
import { lanczosWeights, type ResizeAxis, type ResizeWeights } from './resize-weights.js';
import { startWasm } from '../web-assembly.js';

/** Resizes pictures in WebAssembly memory of its own, one at a time. Not to be shared between threads. */
export interface PixelResizer {
  /** @param fill writes the picture, uint8 [height, width, 4] RGBA, into the memory that it is given.
   * @returns uint8 [size, size, 3], a copy.  @throws what `fill` throws. */
  resize(square: CentreSquare, fill: (pixels: Buffer) => void): Uint8Array<ArrayBuffer>;
}

/** What assembly/resize-pixels.ts exports. */
interface Kernels {
  resizeRows(source: number, stride: number, bytes: number, begins: number, weights: number, taps: number, size: number, out: number): void;
  resizeColumns(
    source: number,
    stride: number,
    rows: number,
    begins: number,
    weights: number,
    taps: number,
    size: number,
    out: number,
  ): void;
}

const PAGE = 65_536;

/** 4 MiB: small photos never make it grow. */
const FIRST_PAGES = 64;

/** Loads are 16 bytes wide and may reach over the end of a row. */
const PADDING = 16;

/** Axes whose weights are kept: photos of a folder come in few sizes. */
const KEPT_AXES = 64;

/** Antialiased Lanczos in fixed point: the same bits on every machine. */
export function createPixelResizer(): PixelResizer {
  const { memory, exports } = startWasm(readFileSync(programUrl(import.meta.url)), FIRST_PAGES);
  const kernels = exports as unknown as Kernels;
  const kept = new Map<string, ResizeWeights>();
  const weightsOf = (axis: ResizeAxis): ResizeWeights => {
    const key = `${axis.length} ${axis.resized} ${axis.offset} ${axis.size}`;
    const known = kept.get(key);
    if (known) return known;
    if (kept.size >= KEPT_AXES) kept.delete(kept.keys().next().value!);
    const weights = lanczosWeights(axis);
    kept.set(key, weights);
    return weights;
  };

  return {
    resize: ({ across, down }, fill) => {
      const size = across.size;
      const [columns, rows] = [weightsOf(across), weightsOf(down)];
      // Only the columns that the square is made of go through the first pass.
      const first = columns.begins[0]!;
      const stride = across.length * 4;
      const rowBytes = Math.ceil((Math.min(across.length, columns.begins[size - 1]! + columns.taps) - first) / 4) * 16;
      let end = 0;
      const reserve = (bytes: number): number => {
        const begin = end;
        end = Math.ceil((begin + bytes + PADDING) / 16) * 16;
        return begin;
      };
      const at = {
        rowBegins: reserve(4 * size),
        rowShares: reserve(rows.shares.byteLength),
        columnBegins: reserve(4 * size),
        columnShares: reserve(columns.shares.byteLength),
        out: reserve(size * size * 3),
        between: reserve(size * rowBytes + columns.taps * 4),
        // Windows at the lower edge end in shares of zero, for rows that are not there.
        source: reserve((down.length + rows.taps) * stride),
      };
      if (end > memory.buffer.byteLength) memory.grow(Math.ceil((end - memory.buffer.byteLength) / PAGE));
      const { buffer } = memory;
      fill(Buffer.from(buffer, at.source, down.length * stride));
      new Int32Array(buffer, at.rowBegins, size).set(rows.begins);
      new Int16Array(buffer, at.rowShares, rows.shares.length).set(rows.shares);
      const columnBegins = new Int32Array(buffer, at.columnBegins, size);
      for (let column = 0; column < size; column++) columnBegins[column] = (columns.begins[column]! - first) * 4;
      new Int16Array(buffer, at.columnShares, columns.shares.length).set(columns.shares);
      kernels.resizeRows(at.source + first * 4, stride, rowBytes, at.rowBegins, at.rowShares, rows.taps, size, at.between);
      kernels.resizeColumns(at.between, rowBytes, size, at.columnBegins, at.columnShares, columns.taps, size, at.out);
      return new Uint8Array(buffer, at.out, size * size * 3).slice();
    },
  };
}

/** Beside the caller in `dist`, in `dist` for a caller that runs from TypeScript sources (tests). */
function programUrl(caller: string): URL {
  return new URL(caller.endsWith('.ts') ? '../../dist/image/resize-pixels.wasm' : './resize-pixels.wasm', caller);
}

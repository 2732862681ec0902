import { readFileSync } from 'node:fs';

/** What assembly/row-scores.ts exports. */
interface Kernels {
  scoreRows(rows: number, count: number, width: number, query: number, scores: number): void;
  scoreSlots(rows: number, slots: number, count: number, width: number, query: number, scores: number): void;
}

/** 1 as a row holds it. A product of two unit vectors is at most its square, which an int32 holds with every sum on the way. */
export const ROW_SCALE = 32_767;
/** Rows whose scores are asked for at a time, at most. */
export const SCORE_BLOCK = 2048;

const PAGE = 65_536;
const WIDTH_STEP = 32;
const FIRST_ROWS = 256;

let program: WebAssembly.Module | undefined;

/** Rows that one memory should hold, which may be 4 GiB: as many as take 1 GiB. */
export function rowsPerMemory(dimensions: number): number {
  return Math.floor(2 ** 30 / (2 * rowWidth(dimensions)));
}

function rowWidth(dimensions: number): number {
  return Math.ceil(dimensions / WIDTH_STEP) * WIDTH_STEP;
}

/** How far a score of two rows may be from the product of the vectors that they were rounded from, times ROW_SCALE², at the most.
 * Each number is off by half a step, so a row by half of √D; what that changes follows from the inequality of Cauchy and Schwarz. */
export function scoreError(dimensions: number): number {
  return ROW_SCALE * Math.sqrt(dimensions) + dimensions / 4;
}

/** Unit vectors, rounded to int16, in the memory of a WebAssembly program that multiplies them with a query. Two bytes a number. */
export class RowScores {
  readonly #width: number;
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: Kernels;
  readonly #at: { readonly query: number; readonly slots: number; readonly scores: number; readonly rows: number };
  #capacity: number;
  #values: Int16Array;
  #slots: Uint32Array;
  #scores: Int32Array;

  /** @param maxRows rows that it will ever hold: see `rowsPerMemory`. */
  constructor(dimensions: number, maxRows: number) {
    this.#width = rowWidth(dimensions);
    const slots = this.#width * 2;
    const scores = slots + SCORE_BLOCK * 4;
    this.#at = { query: 0, slots, scores, rows: scores + SCORE_BLOCK * 4 };
    this.#capacity = Math.min(maxRows, FIRST_ROWS);
    this.#memory = new WebAssembly.Memory({ initial: this.#pages(this.#capacity), maximum: this.#pages(maxRows) });
    program ??= new WebAssembly.Module(readFileSync(programUrl(import.meta.url)));
    this.#kernels = new WebAssembly.Instance(program, { env: { memory: this.#memory } }).exports as unknown as Kernels;
    [this.#values, this.#slots, this.#scores] = this.#views();
  }

  /** @param vector unit float32 [D]. @throws RangeError where there is no memory for it. */
  set(slot: number, vector: Float32Array): void {
    if (slot >= this.#capacity) this.#grow(slot + 1);
    this.#write(this.#at.rows / 2 + slot * this.#width, vector);
  }

  /** Lets one row take the place of another. */
  move(from: number, to: number): void {
    const first = this.#at.rows / 2;
    const begin = first + from * this.#width;
    this.#values.copyWithin(first + to * this.#width, begin, begin + this.#width);
  }

  /** What later scores are of. @param query unit float32 [D]. */
  ask(query: Float32Array): void {
    this.#write(this.#at.query, query);
  }

  /** Scores of rows that lie behind each other. @param count at most SCORE_BLOCK. @returns valid until the next call, [at least count]. */
  ofRows(begin: number, count: number): Int32Array {
    this.#kernels.scoreRows(this.#at.rows + begin * this.#width * 2, count, this.#width, this.#at.query, this.#at.scores);
    return this.#scores;
  }

  /** Scores of rows anywhere. @param slots at most SCORE_BLOCK. @returns valid until the next call, [at least slots]. */
  ofSlots(slots: Uint32Array): Int32Array {
    this.#slots.set(slots);
    // Four are read at a time.
    const whole = Math.ceil(slots.length / 4) * 4;
    this.#slots.fill(slots[0] ?? 0, slots.length, whole);
    this.#kernels.scoreSlots(this.#at.rows, this.#at.slots, whole, this.#width, this.#at.query, this.#at.scores);
    return this.#scores;
  }

  #write(at: number, vector: Float32Array): void {
    const values = this.#values;
    for (let i = 0; i < vector.length; i++) values[at + i] = Math.round(vector[i]! * ROW_SCALE);
  }

  #grow(rows: number): void {
    const wanted = Math.max(rows, Math.ceil(this.#capacity * 1.5));
    const more = this.#pages(wanted) - this.#memory.buffer.byteLength / PAGE;
    if (more > 0) this.#memory.grow(more);
    this.#capacity = wanted;
    [this.#values, this.#slots, this.#scores] = this.#views();
  }

  #pages(rows: number): number {
    return Math.ceil((this.#at.rows + rows * this.#width * 2) / PAGE);
  }

  #views(): [Int16Array, Uint32Array, Int32Array] {
    const { buffer } = this.#memory;
    return [
      new Int16Array(buffer),
      new Uint32Array(buffer, this.#at.slots, SCORE_BLOCK),
      new Int32Array(buffer, this.#at.scores, SCORE_BLOCK),
    ];
  }
}

function programUrl(caller: string): URL {
  return new URL(caller.endsWith('.ts') ? '../../../dist/adapters/hnsw/row-scores.wasm' : './row-scores.wasm', caller);
}

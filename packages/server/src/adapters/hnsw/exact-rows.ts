import type { IndexHit } from '../../domain/vector-index.js';
import { BestScores } from './best-scores.js';
import { RowScores, rowsPerMemory, SCORE_BLOCK, scoreError } from './row-scores.js';

/** Unit vectors that are compared one by one: the answer that an approximate index is measured against, and the fast way for some thousands of them.
 * All are compared as int16, two bytes a number; those that may be among the best by what rounding can change are compared again as they are. */
export class ExactRows {
  readonly #dimensions: number;
  readonly #vectorOf: (key: number) => ArrayLike<number>;
  readonly #segmentRows: number;
  readonly #segments: RowScores[] = [];
  #keys = new Uint32Array(256);
  readonly #slots = new Map<number, number>();

  /** @param vectorOf the vector of a key as it was added. @param segmentRows rows in one memory; `rowsPerMemory` by default. */
  constructor(dimensions: number, vectorOf: (key: number) => ArrayLike<number>, segmentRows = rowsPerMemory(dimensions)) {
    this.#dimensions = dimensions;
    this.#vectorOf = vectorOf;
    this.#segmentRows = segmentRows;
  }

  get size(): number {
    return this.#slots.size;
  }

  /** @param vector unit float32 [D]. */
  add(key: number, vector: Float32Array): void {
    const slot = this.#slots.size;
    if (slot === this.#keys.length) {
      const keys = new Uint32Array(this.#keys.length * 2);
      keys.set(this.#keys);
      this.#keys = keys;
    }
    this.#segmentOf(slot).set(slot % this.#segmentRows, vector);
    this.#keys[slot] = key;
    this.#slots.set(key, slot);
  }

  /** The last row takes the place of the removed one. */
  remove(key: number): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    const last = this.#slots.size - 1;
    const moved = this.#keys[last]!;
    const [from, to] = [this.#segmentOf(last), this.#segmentOf(slot)];
    if (from === to) to.move(last % this.#segmentRows, slot % this.#segmentRows);
    else to.set(slot % this.#segmentRows, Float32Array.from(this.#vectorOf(moved)));
    this.#keys[slot] = moved;
    this.#slots.set(moved, slot);
    this.#slots.delete(key);
  }

  /** How many of the keys are here. */
  countOf(keys: Uint32Array): number {
    let count = 0;
    for (const key of keys) if (this.#slots.has(key)) count++;
    return count;
  }

  /** The k nearest, best first; equal ones by key.
   * @param query unit float32 [D]. @param among only these keys are looked at; those that are not here are passed over. */
  search(query: Float32Array, k: number, among?: Uint32Array): IndexHit[] {
    const best = new BestScores(
      Math.min(k, among?.length ?? Infinity, Math.max(1, this.#slots.size)),
      2 * scoreError(this.#dimensions) + 1000,
    );
    if (among === undefined) this.#scoreAll(query, best);
    else this.#scoreSome(query, best, this.#slotsOf(among));
    const hits = best.slots.map((slot) => {
      const key = this.#keys[slot]!;
      return { key, similarity: clampSimilarity(dot(query, this.#vectorOf(key))) };
    });
    return hits.sort(bySimilarity).slice(0, k);
  }

  #scoreAll(query: Float32Array, best: BestScores): void {
    for (const [number, segment] of this.#segments.entries()) {
      segment.ask(query);
      const first = number * this.#segmentRows;
      const rows = Math.min(this.#segmentRows, this.#slots.size - first);
      for (let at = 0; at < rows; at += SCORE_BLOCK) {
        const count = Math.min(SCORE_BLOCK, rows - at);
        const scores = segment.ofRows(at, count);
        for (let i = 0; i < count; i++) if (scores[i]! >= best.least) best.add(first + at + i, scores[i]!);
      }
    }
  }

  #scoreSome(query: Float32Array, best: BestScores, slots: Uint32Array): void {
    for (const [number, segment] of this.#segments.entries()) {
      const first = number * this.#segmentRows;
      const own =
        this.#segments.length === 1
          ? slots
          : slots.filter((slot) => Math.floor(slot / this.#segmentRows) === number).map((slot) => slot - first);
      segment.ask(query);
      for (let at = 0; at < own.length; at += SCORE_BLOCK) {
        const block = own.subarray(at, at + SCORE_BLOCK);
        const scores = segment.ofSlots(block);
        for (let i = 0; i < block.length; i++) if (scores[i]! >= best.least) best.add(first + block[i]!, scores[i]!);
      }
    }
  }

  #slotsOf(keys: Uint32Array): Uint32Array {
    const slots = new Uint32Array(keys.length);
    let count = 0;
    for (const key of keys) {
      const slot = this.#slots.get(key);
      if (slot !== undefined) slots[count++] = slot;
    }
    return slots.subarray(0, count);
  }

  #segmentOf(slot: number): RowScores {
    return (this.#segments[Math.floor(slot / this.#segmentRows)] ??= new RowScores(this.#dimensions, this.#segmentRows));
  }
}

/** Four sums, so that none waits for the one before; the same order of adding for every caller. */
export function dot(a: Float32Array, b: ArrayLike<number>): number {
  const whole = a.length - (a.length % 4);
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    first += a[i]! * b[i]!;
    second += a[i + 1]! * b[i + 1]!;
    third += a[i + 2]! * b[i + 2]!;
    fourth += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < a.length; i++) first += a[i]! * b[i]!;
  return first + second + third + fourth;
}

/** Best first, equal ones by key, so that answers do not depend on storage order. */
export function bySimilarity(a: IndexHit, b: IndexHit): number {
  return b.similarity - a.similarity || a.key - b.key;
}

/** Rounding may put the product of two unit vectors just outside -1..1. */
export function clampSimilarity(dot: number): number {
  return Math.min(1, Math.max(-1, dot));
}

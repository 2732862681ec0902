import type { IndexHit } from '../../domain/vector-index.js';

/** Unit vectors in one block of memory, compared one by one: the answer that an approximate index is measured against, and the fast way for a few
 * thousand of them. */
export class ExactRows {
  readonly #dimensions: number;
  #values: Float32Array;
  #keys: Uint32Array;
  readonly #slots = new Map<number, number>();

  constructor(dimensions: number, capacity = 256) {
    this.#dimensions = dimensions;
    this.#values = new Float32Array(dimensions * capacity);
    this.#keys = new Uint32Array(capacity);
  }

  get size(): number {
    return this.#slots.size;
  }

  add(key: number, vector: Float32Array): void {
    const slot = this.#slots.size;
    if (slot === this.#keys.length) this.#grow();
    this.#values.set(vector, slot * this.#dimensions);
    this.#keys[slot] = key;
    this.#slots.set(key, slot);
  }

  /** The last row takes the place of the removed one. */
  remove(key: number): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    const last = this.#slots.size - 1;
    const d = this.#dimensions;
    this.#values.copyWithin(slot * d, last * d, (last + 1) * d);
    const moved = this.#keys[last]!;
    this.#keys[slot] = moved;
    this.#slots.set(moved, slot);
    this.#slots.delete(key);
  }

  /** @param query unit float32 [D]. */
  search(query: Float32Array, k: number): IndexHit[] {
    const d = this.#dimensions;
    const hits: IndexHit[] = [];
    for (let slot = 0; slot < this.#slots.size; slot++) {
      let dot = 0;
      for (let i = 0, at = slot * d; i < d; i++, at++) dot += query[i]! * this.#values[at]!;
      hits.push({ key: this.#keys[slot]!, similarity: clampSimilarity(dot) });
    }
    return hits.sort(bySimilarity).slice(0, k);
  }

  #grow(): void {
    const values = new Float32Array(this.#values.length * 2);
    values.set(this.#values);
    this.#values = values;
    const keys = new Uint32Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
  }
}

/** Best first, equal ones by key, so that answers do not depend on storage order. */
export function bySimilarity(a: IndexHit, b: IndexHit): number {
  return b.similarity - a.similarity || a.key - b.key;
}

/** Rounding may put the product of two unit vectors just outside -1..1. */
export function clampSimilarity(dot: number): number {
  return Math.min(1, Math.max(-1, dot));
}

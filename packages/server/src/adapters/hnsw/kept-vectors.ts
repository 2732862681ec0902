const BLOCK = 1024;

/** Vectors by key, never taken away, in blocks: growing copies none. */
export class KeptVectors {
  readonly #dimensions: number;
  readonly #blocks: Float32Array[] = [];
  readonly #slots = new Map<number, number>();

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
  }

  /** @param read fills what it is given with the next bytes of what `parts` gave. */
  static read(dimensions: number, count: number, read: (into: Uint8Array) => void): KeptVectors {
    const kept = new KeptVectors(dimensions);
    const keys = new Uint32Array(count);
    read(new Uint8Array(keys.buffer));
    for (const [slot, key] of keys.entries()) kept.#slots.set(key, slot);
    for (let left = count; left > 0; left -= BLOCK) {
      const block = new Float32Array(BLOCK * dimensions);
      read(new Uint8Array(block.buffer, 0, Math.min(left, BLOCK) * dimensions * 4));
      kept.#blocks.push(block);
    }
    return kept;
  }

  /** @param vector float32 [D]. */
  set(key: number, vector: Float32Array): void {
    const slot = this.#slots.get(key) ?? this.#slots.size;
    const block = (this.#blocks[Math.floor(slot / BLOCK)] ??= new Float32Array(BLOCK * this.#dimensions));
    block.set(vector, (slot % BLOCK) * this.#dimensions);
    this.#slots.set(key, slot);
  }

  /** float32 [D], not a copy. @throws Error for a key that it lacks. */
  get(key: number): Float32Array {
    const slot = this.#slots.get(key);
    if (slot === undefined) throw new Error(`there is no vector ${key}`);
    const begin = (slot % BLOCK) * this.#dimensions;
    return this.#blocks[Math.floor(slot / BLOCK)]!.subarray(begin, begin + this.#dimensions);
  }

  /** In the order in which they were added. */
  keys(): number[] {
    return [...this.#slots.keys()];
  }

  /** Everything, as bytes in parts: keys as uint32, then vectors as float32 in the same order. */
  *parts(): Iterable<Uint8Array> {
    yield new Uint8Array(Uint32Array.from(this.#slots.keys()).buffer);
    let left = this.#slots.size;
    for (const block of this.#blocks) {
      const rows = Math.min(left, BLOCK);
      yield new Uint8Array(block.buffer, 0, rows * this.#dimensions * 4);
      left -= rows;
    }
  }
}

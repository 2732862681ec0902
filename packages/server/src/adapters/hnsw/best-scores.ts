/** Keeps the rows that may be among the k best, out of any number that come one after the other: no list of all, no sorting of all. */
export class BestScores {
  readonly #k: number;
  readonly #margin: number;
  /** The k best scores so far, the least of them first: a heap. */
  readonly #heap: Int32Array;
  #size = 0;
  #slots: number[] = [];
  #scores: number[] = [];
  #least = -Infinity;

  /** @param margin how much lower than the k-th best a score may be for its row to stay. */
  constructor(k: number, margin: number) {
    this.#k = k;
    this.#margin = margin;
    this.#heap = new Int32Array(k);
  }

  /** The score below which a row cannot be among them any more. */
  get least(): number {
    return this.#least;
  }

  /** @param score at least `least`. */
  add(slot: number, score: number): void {
    this.#slots.push(slot);
    this.#scores.push(score);
    if (this.#size < this.#k) this.#rise(score);
    else if (score > this.#heap[0]!) this.#sink(score);
    else return;
    if (this.#size === this.#k) this.#least = this.#heap[0]! - this.#margin;
    if (this.#slots.length > 4 * this.#k + 1024) this.#forget();
  }

  /** Slots of the rows that may be among the k best, in the order in which they came. */
  get slots(): readonly number[] {
    this.#forget();
    return this.#slots;
  }

  #forget(): void {
    const stay = this.#scores.map((score) => score >= this.#least);
    this.#slots = this.#slots.filter((_, i) => stay[i]);
    this.#scores = this.#scores.filter((_, i) => stay[i]);
  }

  #rise(score: number): void {
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#heap[parent]! <= score) break;
      this.#heap[at] = this.#heap[parent]!;
      at = parent;
    }
    this.#heap[at] = score;
  }

  #sink(score: number): void {
    let at = 0;
    for (let child = 1; child < this.#size; child = 2 * at + 1) {
      if (child + 1 < this.#size && this.#heap[child + 1]! < this.#heap[child]!) child++;
      if (this.#heap[child]! >= score) break;
      this.#heap[at] = this.#heap[child]!;
      at = child;
    }
    this.#heap[at] = score;
  }
}

import hnswlib from 'hnswlib-node';
import { ServerError } from '../../domain/errors.js';
import type { Change } from '../../domain/item-store.js';
import { bySimilarity, clampSimilarity, ExactRows } from './exact-rows.js';
import { unitVector } from '../../domain/unit-vector.js';
import type { IndexAnswer, IndexHit, IndexQuery, IndexStats } from '../../domain/vector-index.js';

/** How the graph is built and searched; names as in hnswlib. */
export interface HnswParameters {
  /** Links of a node, 16 by default: 2 to 100. */
  readonly m: number;
  /** Candidates looked at while adding, 200 by default. */
  readonly efConstruction: number;
  /** Candidates looked at while searching, at least k. 128 by default. */
  readonly ef: number;
  readonly seed: number;
  /** Up to this many live vectors every one is compared. 5,000 by default. */
  readonly exactUpTo: number;
}

export const DEFAULT_HNSW: HnswParameters = { m: 16, efConstruction: 200, ef: 128, seed: 100, exactUpTo: 5000 };

/** What can be asked of a graph: items by their keys, never by what they are. */
export type UnfilteredQuery = Omit<IndexQuery, 'filter'>;

/** What a snapshot has to say about a graph beside hnswlib's file. */
export interface GraphState {
  readonly seq: number;
  readonly deadKeys: readonly number[];
}

const FIRST_CAPACITY = 1024;

/** hnswlib behind checks. The addon aborts the process on a vector of the wrong kind, cuts labels to 32 bits, duplicates reused ones and takes NaN;
 * so nothing reaches it that was not checked here, a key is added once only, and removing marks a tombstone. Space `ip` on unit vectors. */
export class HnswGraph {
  readonly #dimensions: number;
  readonly #parameters: HnswParameters;
  readonly #graph: hnswlib.HierarchicalNSW;
  readonly #live = new Set<number>();
  readonly #dead = new Set<number>();
  /** Present while there are few enough vectors to compare them all. */
  #rows: ExactRows | undefined;
  #seq = 0;

  private constructor(dimensions: number, parameters: HnswParameters, graph: hnswlib.HierarchicalNSW) {
    this.#dimensions = dimensions;
    this.#parameters = parameters;
    this.#graph = graph;
  }

  static empty(dimensions: number, parameters: HnswParameters): HnswGraph {
    const native = new hnswlib.HierarchicalNSW('ip', dimensions);
    native.initIndex(FIRST_CAPACITY, parameters.m, parameters.efConstruction, parameters.seed);
    const graph = new HnswGraph(dimensions, parameters, native);
    graph.#rows = new ExactRows(dimensions);
    return graph;
  }

  /** Reads hnswlib's file, whose checksum the caller has verified: a damaged one crashes the process.
   * @throws Error when it does not fit the state. */
  static load(file: string, dimensions: number, parameters: HnswParameters, state: GraphState): HnswGraph {
    // Always a new object: a failed read leaves the old one unusable.
    const native = new hnswlib.HierarchicalNSW('ip', dimensions);
    native.readIndexSync(file);
    const keys = native.getIdsList();
    const graph = new HnswGraph(dimensions, parameters, native);
    graph.#seq = state.seq;
    for (const key of state.deadKeys) graph.#dead.add(key);
    for (const key of keys) if (!graph.#dead.has(key)) graph.#live.add(key);
    if (keys.length !== graph.#live.size + graph.#dead.size) throw new Error('the file lacks vectors that its manifest names');
    graph.#makeRows();
    return graph;
  }

  get stats(): IndexStats {
    return { seq: this.#seq, live: this.#live.size, tombstones: this.#dead.size, kind: this.#rows ? 'exact' : 'hnsw' };
  }

  /** Live and dead together: what hnswlib's file holds. */
  get count(): number {
    return this.#live.size + this.#dead.size;
  }

  get liveKeys(): number[] {
    return [...this.#live];
  }

  has(key: number): boolean {
    return this.#live.has(key);
  }

  get deadKeys(): number[] {
    return [...this.#dead];
  }

  apply(changes: readonly Change[]): IndexStats {
    for (const change of changes) {
      if (change.seq <= this.#seq) continue;
      // A key that is there already was patched, which leaves its vector.
      if (change.type === 'put') this.#add(change.key, change.vector);
      else this.#remove(change.key);
      this.#seq = change.seq;
    }
    return this.stats;
  }

  /** Adds vectors that another graph held when it had come to a seq.
   * @param vectors float32 [keys, D]. */
  load(keys: Uint32Array, vectors: Float32Array, seq: number): IndexStats {
    const d = this.#dimensions;
    keys.forEach((key, n) => this.#add(key, vectors.subarray(n * d, (n + 1) * d)));
    this.#seq = seq;
    return this.stats;
  }

  search({ vector, k, among, exact, ef: least = 0 }: UnfilteredQuery): IndexAnswer {
    const unit = unitVector(vector, this.#dimensions);
    if (!Number.isInteger(k) || k < 1) throw new ServerError('BAD_REQUEST', `search: k must be a positive integer, got ${k}`);
    if (among) return { hits: this.#rowsOf(among).search(unit, k), exact: true, plan: 'filtered-exact' };
    const wanted = Math.min(k, this.#live.size);
    const rows = this.#rows ?? (exact === true ? this.#rowsOf(this.#live) : undefined);
    if (wanted === 0 || rows) return { hits: rows?.search(unit, wanted) ?? [], exact: true, plan: 'exact' };
    // Looking at more candidates is the only way to more results when tombstones or islands in the graph hide some.
    for (let ef = Math.max(this.#parameters.ef, wanted, least); ; ef = Math.min(this.count, ef * 8)) {
      const hits = this.#approximate(unit, wanted, ef);
      if (hits.length === wanted) return { hits, exact: false, plan: 'hnsw', ef };
      if (ef >= this.count) return { hits: this.#rowsOf(this.#live).search(unit, wanted), exact: true, plan: 'exact' };
    }
  }

  /** The stored unit vector of a live key. */
  vector(key: number): Float32Array {
    return Float32Array.from(this.#graph.getPoint(key));
  }

  sampleKeys(count: number): number[] {
    const keys = [...this.#live];
    const step = Math.max(1, Math.floor(keys.length / count));
    return keys.filter((_, i) => i % step === 0).slice(0, count);
  }

  /** The best key by the graph alone, whatever the size: for comparing a graph with its saved copy. */
  nearestByGraph(query: Float32Array): number | undefined {
    return this.#approximate(query, 1, this.#parameters.ef)[0]?.key;
  }

  /** Writes hnswlib's file. Never rejects on a full disk and is undefined while vectors are added: the caller sees to both. */
  async write(file: string): Promise<void> {
    await this.#graph.writeIndex(file);
  }

  #approximate(unit: Float32Array, k: number, ef: number): IndexHit[] {
    this.#graph.setEf(ef);
    const { neighbors, distances } = this.#graph.searchKnn(Array.from(unit), Math.min(k, this.#graph.getMaxElements()));
    return neighbors.map((key, i) => ({ key, similarity: clampSimilarity(1 - distances[i]!) })).sort(bySimilarity);
  }

  #add(key: number, vector: Float32Array): void {
    if (!Number.isInteger(key) || key < 0 || key > 2 ** 32 - 2) throw new ServerError('INTERNAL', `index: ${key} is not a uint32 key`);
    if (this.#live.has(key) || this.#dead.has(key)) return;
    const unit = unitVector(vector, this.#dimensions);
    const capacity = this.#graph.getMaxElements();
    if (this.count >= capacity) this.#graph.resizeIndex(Math.max(FIRST_CAPACITY, Math.ceil(capacity * 1.5)));
    this.#graph.addPoint(Array.from(unit), key);
    this.#live.add(key);
    this.#rows?.add(key, unit);
    if (this.#live.size > this.#parameters.exactUpTo) this.#rows = undefined;
  }

  #remove(key: number): void {
    if (!this.#live.delete(key)) return;
    this.#graph.markDelete(key);
    this.#dead.add(key);
    if (this.#rows) this.#rows.remove(key);
    // Some way below the limit, so that adding and removing around it does not copy all vectors each time.
    else if (this.#live.size < this.#parameters.exactUpTo * 0.8) this.#makeRows();
  }

  #makeRows(): void {
    this.#rows = this.#live.size <= this.#parameters.exactUpTo ? this.#rowsOf(this.#live) : undefined;
  }

  #rowsOf(keys: Iterable<number>): ExactRows {
    const rows = new ExactRows(this.#dimensions);
    for (const key of keys) if (this.#live.has(key)) rows.add(key, this.vector(key));
    return rows;
  }
}

import { ServerError } from '../../domain/errors.js';
import type { Change } from '../../domain/item-store.js';
import { bySimilarity, clampSimilarity, ExactRows } from './exact-rows.js';
import { GRAPH_ENGINES, type EngineName } from './graph-engines.js';
import type { GraphParameters, KeyedVector, NativeGraph } from './native-graph.js';
import { includesKey } from './includes-key.js';
import { isScanBetter } from './plan-search.js';
import { unitVector } from '../../domain/unit-vector.js';
import type { IndexAnswer, IndexHit, IndexMeasurement, IndexQuery, IndexStats } from '../../domain/vector-index.js';

/** How a graph is built and searched. */
export interface HnswParameters extends GraphParameters {
  /** The addon that makes it. */
  readonly engine: EngineName;
  /** Candidates looked at while searching, at least k: the least, which is raised until the promised recall is met. 64 by default. */
  readonly ef: number;
  /** How far it is raised. 4,096 by default. */
  readonly efMax: number;
  /** The promised recall of the ten nearest. 0.99 by default. */
  readonly recall: number;
  /** Up to this many live vectors every one is compared, and beyond where that is quicker. 5,000 by default; with 0 only where it is asked for. */
  readonly exactUpTo: number;
}

export const DEFAULT_HNSW: HnswParameters = {
  engine: 'hnswlib',
  m: 16,
  efConstruction: 200,
  ef: 64,
  efMax: 4096,
  recall: 0.99,
  seed: 100,
  exactUpTo: 5000,
};

/** What can be asked of a graph: items by their keys, never by what they are. */
export type UnfilteredQuery = Omit<IndexQuery, 'filter'>;

/** What a snapshot has to say about a graph beside the addon's file. */
export interface GraphState {
  readonly seq: number;
  readonly deadKeys: readonly number[];
  /** What was removed up to this seq has left no trace; 0 where it is not said. */
  readonly erasedSeq?: number | undefined;
  readonly measured?: IndexMeasurement | undefined;
}

/** A graph behind checks, and the rows that are compared where every vector counts. Nothing reaches the addon that was not checked here, a key is added
 * once only, and removing marks a tombstone. */
export class HnswGraph {
  readonly #dimensions: number;
  readonly #parameters: HnswParameters;
  readonly #graph: NativeGraph;
  /** Made when they are first needed; a graph that is only looked at has none. */
  #madeRows: ExactRows | undefined;
  readonly #live = new Set<number>();
  readonly #dead = new Set<number>();
  #seq = 0;
  #erasedSeq = 0;
  #measured: IndexMeasurement | undefined;

  private constructor(dimensions: number, parameters: HnswParameters, graph: NativeGraph) {
    this.#dimensions = dimensions;
    this.#parameters = parameters;
    this.#graph = graph;
  }

  static empty(dimensions: number, parameters: HnswParameters): HnswGraph {
    return new HnswGraph(dimensions, parameters, GRAPH_ENGINES[parameters.engine].empty(dimensions, parameters));
  }

  /** Reads the addon's file, whose checksum the caller has verified: a damaged one crashes the process.
   * @throws Error when it does not fit the state. */
  static load(file: string, dimensions: number, parameters: HnswParameters, state: GraphState): HnswGraph {
    const native = GRAPH_ENGINES[parameters.engine].read(file, dimensions, parameters);
    const keys = native.keys();
    const graph = new HnswGraph(dimensions, parameters, native);
    graph.#seq = state.seq;
    graph.#measured = state.measured;
    graph.#erasedSeq = state.erasedSeq ?? 0;
    for (const key of state.deadKeys) graph.#dead.add(key);
    for (const key of keys) if (!graph.#dead.has(key)) graph.#live.add(key);
    if (keys.length !== graph.#live.size + graph.#dead.size) throw new Error('the file lacks vectors that its manifest names');
    return graph;
  }

  get stats(): IndexStats {
    const kind = this.#isExact(this.ef, this.#live.size) ? 'exact' : 'hnsw';
    const stats = { seq: this.#seq, live: this.#live.size, tombstones: this.#dead.size, kind } as const;
    return this.#measured ? { ...stats, measured: this.#measured } : stats;
  }

  /** No vector that was removed up to this seq is in the graph any more. */
  get erasedSeq(): number {
    return this.#dead.size === 0 ? this.#seq : this.#erasedSeq;
  }

  /** Candidates that are looked at by default. */
  get ef(): number {
    return Math.max(this.#parameters.ef, this.#measured?.ef ?? 0);
  }

  /** Live and dead together: what the addon's file holds. */
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
    this.#erasedSeq = seq;
    return this.stats;
  }

  /** Adds a vector that the graph lacks; one that it holds gets the links that it would get today. A removed one stays removed. */
  repair(key: number, vector: Float32Array): void {
    if (!this.#live.has(key)) {
      this.#add(key, vector);
      return;
    }
    const unit = unitVector(vector, this.#dimensions);
    this.#graph.relink(key, unit);
    this.#rows.remove(key);
    this.#rows.add(key, unit);
  }

  search({ vector, k, among, exact = false, ef = 0 }: UnfilteredQuery): IndexAnswer {
    const unit = unitVector(vector, this.#dimensions);
    if (!Number.isInteger(k) || k < 1) throw new ServerError('BAD_REQUEST', `search: k must be a positive integer, got ${k}`);
    const fitting = among ? this.#rows.countOf(among) : this.#live.size;
    const wanted = Math.min(k, fitting);
    const least = Math.max(this.ef, wanted, ef);
    if (!exact && !this.#isExact(least, fitting, among)) {
      const answer = among ? this.#searchAmong(unit, wanted, least, among, fitting) : this.#searchAll(unit, wanted, least);
      if (answer) return answer;
    }
    const hits = wanted === 0 ? [] : this.#rows.search(unit, wanted, among);
    return { hits, exact: true, plan: among ? 'filtered-exact' : 'exact' };
  }

  /** What the graph alone finds, best first. */
  searchByGraph(unit: Float32Array, k: number, ef: number): IndexHit[] {
    const hits = this.#graph.search(unit, k, ef).map(({ key, similarity }) => ({ key, similarity: clampSimilarity(similarity) }));
    return hits.sort(bySimilarity);
  }

  /** Makes ready what the first search would have to wait for. @param vectors that it holds, where there is a quicker way to them. */
  prepare(vectors?: Iterable<KeyedVector>): void {
    if (this.#madeRows || !vectors) {
      this.#madeRows = this.#rows;
      return;
    }
    const rows = new ExactRows(this.#dimensions, (key) => this.#graph.vector(key));
    for (const { key, vector } of vectors) if (this.#live.has(key)) rows.add(key, vector);
    if (rows.size !== this.#live.size) throw new Error(`the graph file holds ${rows.size} of ${this.#live.size} vectors`);
    this.#madeRows = rows;
  }

  /** Writes down what was measured of the graph: `ef` of later searches follows it. */
  setMeasured(measured: IndexMeasurement): void {
    this.#measured = measured;
  }

  /** The stored unit vector of a live key. */
  vector(key: number): Float32Array {
    return Float32Array.from(this.#graph.vector(key));
  }

  sampleKeys(count: number): number[] {
    const keys = [...this.#live];
    const step = Math.max(1, Math.floor(keys.length / count));
    return keys.filter((_, i) => i % step === 0).slice(0, count);
  }

  /** The best key by the graph alone, whatever the size: for comparing a graph with its saved copy. */
  nearestByGraph(query: Float32Array): number | undefined {
    return this.searchByGraph(query, 1, this.#parameters.ef)[0]?.key;
  }

  /** Writes the addon's file. Never rejects on a full disk and is undefined while vectors are added: the caller sees to both. */
  write(file: string): Promise<void> {
    return this.#graph.write(file);
  }

  get #rows(): ExactRows {
    if (this.#madeRows) return this.#madeRows;
    const rows = new ExactRows(this.#dimensions, (key) => this.#graph.vector(key));
    for (const key of this.#live) rows.add(key, this.vector(key));
    return (this.#madeRows = rows);
  }

  /** Whether every vector that fits is compared. */
  #isExact(ef: number, fitting: number, among?: Uint32Array): boolean {
    const { m, exactUpTo } = this.#parameters;
    const live = this.#live.size;
    if (fitting === 0 || live <= exactUpTo) return true;
    if (among === undefined && exactUpTo === 0) return false;
    return isScanBetter({ live, fitting, ef, m });
  }

  /** Looking at more candidates is the only way to more results when tombstones or islands in the graph hide some. */
  #searchAll(unit: Float32Array, wanted: number, least: number): IndexAnswer | undefined {
    for (let ef = least; ; ef = Math.min(this.count, ef * 8)) {
      const hits = this.searchByGraph(unit, wanted, ef);
      if (hits.length === wanted) return { hits, exact: false, plan: 'hnsw', ef };
      if (ef >= this.count) return undefined;
    }
  }

  /** Of so many more candidates as are left out again, those that fit. Any that fits and is nearer than the last one given back is among them too. */
  #searchAmong(unit: Float32Array, wanted: number, least: number, among: Uint32Array, fitting: number): IndexAnswer | undefined {
    const ef = Math.min(this.count, Math.ceil((least * this.#live.size) / fitting));
    const hits = this.searchByGraph(unit, ef, ef).filter(({ key }) => includesKey(among, key));
    return hits.length < wanted ? undefined : { hits: hits.slice(0, wanted), exact: false, plan: 'filtered-hnsw', ef };
  }

  #add(key: number, vector: Float32Array): void {
    if (!Number.isInteger(key) || key < 0 || key > 2 ** 32 - 2) throw new ServerError('INTERNAL', `index: ${key} is not a uint32 key`);
    if (this.#live.has(key) || this.#dead.has(key)) return;
    const unit = unitVector(vector, this.#dimensions);
    this.#rows.add(key, unit);
    this.#graph.add(key, unit);
    this.#live.add(key);
  }

  #remove(key: number): void {
    if (!this.#live.delete(key)) return;
    this.#rows.remove(key);
    this.#graph.hide(key);
    this.#dead.add(key);
  }
}

import { readHnswlibVectors } from './hnswlib-vectors.js';
import { emptyHnswlibGraph, leastHnswlibFile, readHnswlibGraph } from './hnswlib-graph.js';
import type { GraphParameters, KeyedVector, NativeGraph } from './native-graph.js';
import { emptyUsearchGraph, leastUsearchFile, readUsearchGraph } from './usearch-graph.js';

/** An addon that can make graphs. */
export interface GraphEngine {
  empty(dimensions: number, parameters: GraphParameters): NativeGraph;
  /** Reads a file of `NativeGraph.write` whose checksum the caller has verified. @throws Error where it does not fit. */
  read(file: string, dimensions: number, parameters: GraphParameters): NativeGraph;
  /** The vectors in such a file one after the other, each good until the next is asked for: where the graph itself gives them slowly. */
  vectors?(file: string, dimensions: number): Iterable<KeyedVector>;
  /** Bytes that the file of so many vectors has at least. */
  leastBytes(count: number, dimensions: number, parameters: GraphParameters): number;
}

/** The addons that a graph may be of, by the name that settings and snapshots know them by. */
export const GRAPH_ENGINES = {
  hnswlib: {
    empty: emptyHnswlibGraph,
    read: readHnswlibGraph,
    vectors: readHnswlibVectors,
    leastBytes: (count, dimensions, { m }) => leastHnswlibFile(count, dimensions, m),
  },
  usearch: { empty: emptyUsearchGraph, read: readUsearchGraph, leastBytes: leastUsearchFile },
} as const satisfies Record<string, GraphEngine>;

/** Name of an addon. */
export type EngineName = keyof typeof GRAPH_ENGINES;
/** All of them, the default first. */
export const ENGINE_NAMES = Object.keys(GRAPH_ENGINES) as [EngineName, ...EngineName[]];

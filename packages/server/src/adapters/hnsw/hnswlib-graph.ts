import hnswlib from 'hnswlib-node';
import { HNSWLIB_HEADER } from './hnswlib-vectors.js';
import type { GraphParameters, NativeGraph } from './native-graph.js';

const FIRST_CAPACITY = 1024;

/** An empty graph of hnswlib, space `ip`. */
export function emptyHnswlibGraph(dimensions: number, { m, efConstruction, seed }: GraphParameters): NativeGraph {
  const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  graph.initIndex(FIRST_CAPACITY, m, efConstruction, seed);
  return wrap(graph, 0);
}

/** Reads hnswlib's file, whose checksum the caller has verified: a damaged one crashes the process. */
export function readHnswlibGraph(file: string, dimensions: number): NativeGraph {
  // Always a new object: a failed read leaves the old one unusable.
  const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  graph.readIndexSync(file);
  return wrap(graph, graph.getIdsList().length);
}

/** The addon aborts the process on a vector of the wrong kind, cuts labels to 32 bits and duplicates reused ones. */
function wrap(graph: hnswlib.HierarchicalNSW, held: number): NativeGraph {
  let count = held;
  return {
    add: (key, unit) => {
      const capacity = graph.getMaxElements();
      if (count >= capacity) graph.resizeIndex(Math.max(FIRST_CAPACITY, Math.ceil(capacity * 1.5)));
      graph.addPoint(Array.from(unit), key);
      count++;
    },
    // A label that is there is updated in place.
    relink: (key, unit) => graph.addPoint(Array.from(unit), key),
    hide: (key) => graph.markDelete(key),
    search: (unit, k, ef) => {
      graph.setEf(ef);
      const { neighbors, distances } = graph.searchKnn(Array.from(unit), Math.min(k, graph.getMaxElements()));
      return neighbors.map((key, i) => ({ key, similarity: 1 - distances[i]! }));
    },
    vector: (key) => graph.getPoint(key),
    keys: () => graph.getIdsList(),
    write: async (file) => {
      await graph.writeIndex(file);
    },
  };
}

/** hnswlib's file without its upper layers, bytes: header, and links, vector and label of each element. */
export function leastHnswlibFile(count: number, dimensions: number, m: number): number {
  return HNSWLIB_HEADER + count * (2 * m * 4 + 4 + dimensions * 4 + 8 + 4);
}

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { endianness } from 'node:os';
import type { IndexHit } from '../../domain/vector-index.js';
import { bySimilarity, dot } from './exact-rows.js';
import { KeptVectors } from './kept-vectors.js';
import type { GraphParameters, NativeGraph } from './native-graph.js';

/** Of the candidates that a graph of rounded numbers finds, so many times as are wanted, and some, are compared again in full. */
const COMPARED_AGAIN = 4;
const TRAILER = 16;
const LOWER_HALF = endianness() === 'LE' ? 0 : 1;

/** What we use of the addon. It is loaded when it is chosen only: a server on hnswlib does without it. */
interface Usearch {
  readonly Index: new (options: {
    readonly dimensions: number;
    readonly metric: 'ip';
    readonly quantization: 'bf16';
    readonly connectivity: number;
    readonly expansion_add: number;
    readonly expansion_search: number;
    readonly multi: boolean;
  }) => UsearchIndex;
}
interface UsearchIndex {
  add(keys: BigUint64Array, vector: Float32Array, threads: number): void;
  remove(keys: BigUint64Array): unknown;
  search(vector: Float32Array, k: number, threads: number): { readonly keys: BigUint64Array };
  dimensions(): number;
  save(file: string): void;
  load(file: string): void;
}

/** An empty graph of usearch, metric `ip`, numbers as bfloat16: half the memory, and the quickest of its kinds. The vectors are kept beside it, because the
 * addon does not give them back. */
export function emptyUsearchGraph(dimensions: number, parameters: GraphParameters): NativeGraph {
  return wrap(create(dimensions, parameters), dimensions, new KeptVectors(dimensions));
}

/** Reads what `write` made, whose checksum the caller has verified: a damaged file crashes the process.
 * @throws Error where it is of another size. */
export function readUsearchGraph(file: string, dimensions: number, parameters: GraphParameters): NativeGraph {
  const kept = readKept(file, dimensions);
  const index = create(dimensions, parameters);
  // What follows the graph is not read by the addon.
  index.load(file);
  if (index.dimensions() !== dimensions) throw new Error(`the graph holds vectors of ${index.dimensions()}, not ${dimensions}`);
  return wrap(index, dimensions, kept);
}

/** Why graphs of usearch cannot be made here; undefined where they can. @param load what gives the addon; for tests. */
export function usearchFault(load: () => unknown = loadUsearch): string | undefined {
  try {
    load();
    return undefined;
  } catch (cause) {
    const [reason = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    return `the addon usearch cannot be loaded (${reason}); install it (npm install usearch), or take hnswlib`;
  }
}

function loadUsearch(): Usearch {
  // Not imported: its door for modules looks for its own folder without end.
  return createRequire(import.meta.url)('usearch') as Usearch;
}

/** What lies behind the graph in a file: the vectors, and at the very end how many and how long they are. */
function readKept(file: string, dimensions: number): KeptVectors {
  const opened = openSync(file, 'r');
  try {
    const { size } = fstatSync(opened);
    const trailer = Buffer.alloc(TRAILER);
    readSync(opened, trailer, 0, TRAILER, size - TRAILER);
    const count = trailer.readUInt32LE(0);
    let at = size - leastUsearchFile(count, dimensions);
    if (trailer.readUInt32LE(4) !== dimensions || at < 0) throw new Error('the file is not of vectors of this length');
    return KeptVectors.read(dimensions, count, (into) => {
      at += readSync(opened, into, 0, into.length, at);
    });
  } finally {
    closeSync(opened);
  }
}

/** A file of so many vectors has at least so many bytes. */
export function leastUsearchFile(count: number, dimensions: number): number {
  return TRAILER + count * 4 * (dimensions + 1);
}

function create(dimensions: number, { m, efConstruction }: GraphParameters): UsearchIndex {
  const { Index } = loadUsearch();
  const kinds = { metric: 'ip', quantization: 'bf16', multi: false } as const;
  return new Index({ ...kinds, dimensions, connectivity: m, expansion_add: efConstruction, expansion_search: 1 });
}

/** The addon answers what it was not asked where it is given NaN, throws on a key that is there, and looks at as many candidates as it gives back. */
function wrap(index: UsearchIndex, dimensions: number, kept: KeptVectors): NativeGraph {
  const add = (key: number, unit: Float32Array): void => {
    index.add(BigUint64Array.of(BigInt(key)), unit, 1);
    kept.set(key, unit);
  };
  return {
    add,
    relink: (key, unit) => {
      index.remove(BigUint64Array.of(BigInt(key)));
      add(key, unit);
    },
    hide: (key) => {
      index.remove(BigUint64Array.of(BigInt(key)));
    },
    search: (unit, k, ef) => {
      const { keys } = index.search(unit, ef, 1);
      // Keys are uint32: the lower half of what the addon gives.
      const halves = new Uint32Array(keys.buffer, keys.byteOffset, 2 * Math.min(keys.length, COMPARED_AGAIN * k + 32));
      const hits: IndexHit[] = [];
      for (let i = LOWER_HALF; i < halves.length; i += 2) hits.push({ key: halves[i]!, similarity: dot(unit, kept.get(halves[i]!)) });
      return hits.sort(bySimilarity).slice(0, k);
    },
    vector: (key) => kept.get(key),
    keys: () => kept.keys(),
    write: async (file) => {
      index.save(file);
      const handle = await open(file, 'a');
      try {
        for (const part of kept.parts()) await handle.writeFile(part);
        const trailer = Buffer.alloc(TRAILER);
        trailer.writeUInt32LE(kept.keys().length, 0);
        trailer.writeUInt32LE(dimensions, 4);
        await handle.writeFile(trailer);
      } finally {
        await handle.close();
      }
    },
  };
}

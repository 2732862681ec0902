/** What a collection holds, as simply as it can be said. */
export interface ModelItem {
  readonly id: string;
  label: string | null;
  n: number;
  version: number;
  /** Float32 [D], unit length. */
  readonly vector: Float32Array;
  /** As it was added: patches leave it. */
  readonly added: { readonly seed: number; readonly label: string | null; readonly n: number };
}

/** Items in the order in which they were added. */
export type CollectionModel = Map<string, ModelItem>;

/** A condition on items, and what it means here. */
export interface Condition {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly fits: (item: ModelItem) => boolean;
}

export const LABELS = ['apple', 'pear', null] as const;

/** Conditions of every kind on label and metadata. */
export function conditionOf(kind: number, label: string | null, n: number): Condition {
  const kinds: readonly Condition[] = [
    { filter: { field: 'label', eq: label }, fits: (item) => item.label === label },
    { filter: { field: 'label', in: ['apple', 'quince'] }, fits: (item) => item.label === 'apple' },
    { filter: { field: 'metadata.n', range: { gte: n } }, fits: (item) => item.n >= n },
    { filter: { not: { field: 'metadata.n', eq: n } }, fits: (item) => item.n !== n },
    { filter: { field: 'id', prefix: 'i1' }, fits: (item) => item.id.startsWith('i1') },
    { filter: { field: 'metadata.even', exists: true }, fits: (item) => item.n % 2 === 0 },
    {
      filter: { or: [{ field: 'label', eq: label }, { and: [{ field: 'metadata.n', range: { lt: n } }] }] },
      fits: (item) => item.label === label || item.n < n,
    },
  ];
  return kinds[kind % kinds.length]!;
}

/** Metadata that the conditions ask for. */
export function metadataOf(n: number): Record<string, unknown> {
  return { n, ...(n % 2 === 0 ? { even: true } : {}) };
}

/** A unit vector by its number; near numbers are near. @returns float32 [dimensions]. */
export function vectorOf(seed: number, dimensions: number): Float32Array {
  const vector = Float32Array.from({ length: dimensions }, (_, d) => Math.sin(seed * 0.37 + d * (1 + (seed % 5))));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** The k most similar, most similar first, by comparing all. */
export function nearestOf(items: Iterable<ModelItem>, query: Float32Array, k: number): { id: string; similarity: number }[] {
  return [...items]
    .map(({ id, vector }) => ({ id, similarity: vector.reduce((sum, value, d) => sum + value * query[d]!, 0) }))
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, k);
}

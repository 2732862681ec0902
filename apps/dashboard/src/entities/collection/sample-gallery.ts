import type { Neighbour, SearchResponse, SupconClient } from '@supcon/sdk';

const DIRECTIONS = 12;
const EACH = 4;

/** Varied pictures of a collection: the nearest to a few random axes of the embedding, which different kinds of pictures answer to, taken in turns.
 * The API lists no items, because a collection may hold millions. */
export async function sampleGallery(
  client: { search(...asked: Parameters<SupconClient['search']>): Promise<SearchResponse> },
  collection: { readonly name: string; readonly embeddingSize: number },
  seed: number,
  signal: AbortSignal,
): Promise<Neighbour[]> {
  const axes = pickAxes(collection.embeddingSize, DIRECTIONS, seed);
  const answers = await Promise.all(
    axes.map((axis) => {
      const vector = new Float32Array(collection.embeddingSize);
      vector[axis] = 1;
      return client.search(collection.name, { vector, k: EACH }, { signal });
    }),
  );
  const found = new Map<string, Neighbour>();
  for (let rank = 0; rank < EACH; rank++) {
    for (const { neighbours } of answers) {
      const neighbour = neighbours[rank];
      if (neighbour !== undefined && !found.has(neighbour.id)) found.set(neighbour.id, neighbour);
    }
  }
  return [...found.values()];
}

/** Distinct axes of 0..size-1, as many as there are up to `count`, another set for another seed. */
export function pickAxes(size: number, count: number, seed: number): number[] {
  // Steps by the golden ratio spread evenly over the axes, whatever the seed.
  const axes = new Set<number>();
  for (let step = 0; axes.size < Math.min(size, count) && step < 16 * size; step++) {
    axes.add(Math.floor((((seed * 7 + step) * 0.618_033_988_749_895) % 1) * size));
  }
  return [...axes];
}

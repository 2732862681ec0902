import type { components } from '@supcon/sdk/schema';
import type { CollectionService } from '../../collections/collection-service.js';
import { neighbourVote } from '../../domain/neighbour-vote.js';
import type { Turn } from '../../domain/turn.js';
import type { Recognition } from '../../models/recogniser.js';
import { describeNeighbours } from '../collections/describe-neighbours.js';
import type { ClassifyOptions } from './classify-options.js';

type Schemas = components['schemas'];

/** What a picture is asked about beside its classes, and whom. */
export interface VoteDeps {
  readonly collections: Pick<CollectionService, 'search'>;
  /** Before the addresses in answers. */
  readonly basePath: string;
}

/** What the most similar pictures of a collection say; undefined where none was named.
 * @param options.self the item of that collection that is asked about: it has no vote on itself. */
export async function askNeighbours(
  { collections, basePath }: VoteDeps,
  { collection, neighbours: k }: ClassifyOptions,
  {
    found,
    image,
    self,
    turn,
  }: {
    readonly found: Recognition;
    readonly image: Uint8Array | (() => Promise<Uint8Array>);
    readonly self?: string | undefined;
    readonly turn: Turn | undefined;
  },
): Promise<Schemas['Vote'] | undefined> {
  if (collection === undefined) return undefined;
  const { model, neighbours } = await collections.search(collection, { image, known: found }, { k: self === undefined ? k : k + 1 }, turn);
  const others = self === undefined ? neighbours : neighbours.filter(({ id }) => id !== self).slice(0, k);
  const votes = neighbourVote(others.map(({ label }) => label));
  return { collection, model, votes, neighbours: describeNeighbours(others, collection, basePath) };
}

/** A picture's classes as the API shows them. */
export function describeClassified(
  { predictions, labelSet, unknown, occlusion, embedding, warnings }: Recognition,
  { topK, includeEmbedding }: ClassifyOptions,
  vote: Schemas['Vote'] | undefined,
): Schemas['ClassifiedPicture'] {
  return {
    predictions: predictions.slice(0, topK),
    ...(labelSet ? { labelSet: { ...labelSet, labels: [...labelSet.labels] } } : {}),
    ...(unknown ? { unknown } : {}),
    ...(vote ? { vote } : {}),
    ...(occlusion ? { occlusion: { method: 'occlusion' as const, ...occlusion, drops: [...occlusion.drops] } } : {}),
    ...(includeEmbedding ? { embedding: [...embedding] } : {}),
    warnings: [...warnings],
  };
}

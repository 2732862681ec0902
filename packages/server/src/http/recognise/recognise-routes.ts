import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { CollectionService } from '../../collections/collection-service.js';
import { requireCollectionName, requireCoverage, requireK } from '../../domain/input-rules.js';
import { neighbourVote } from '../../domain/neighbour-vote.js';
import type { Recogniser, Recognition } from '../../models/recogniser.js';
import { withPicture } from '../bodies/with-picture.js';
import { describeNeighbours } from '../collections/describe-neighbours.js';
import { queryFlag, queryNumber, queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];

/** Where answers about a picture come from. */
export interface RecogniseDeps {
  readonly recogniser: Recogniser;
  readonly collections: Pick<CollectionService, 'search'>;
  /** Before the addresses in answers. */
  readonly basePath: string;
}

/** Routes that answer about a picture: classification and embedding. */
export function recogniseRoutes({ recogniser, collections, basePath }: RecogniseDeps): Router {
  const router = strictRouter();
  const askNeighbours = async (
    collection: string,
    k: number,
    image: Uint8Array,
    known: Recognition,
    signal: AbortSignal | undefined,
  ): Promise<Schemas['Vote']> => {
    const { model, neighbours } = await collections.search(collection, { image, known }, k, signal);
    const votes = neighbourVote(neighbours.map(({ label }) => label));
    return { collection, model, votes, neighbours: describeNeighbours(neighbours, collection, basePath) };
  };

  router.post('/classify', async (request, response) => {
    const topK = requireK(queryNumber(request, 'topK', 5), 'topK');
    const coverage = requireCoverage(queryNumber(request, 'coverage', 0.9));
    const k = requireK(queryNumber(request, 'neighbours', 5), 'neighbours');
    const named = queryText(request, 'collection');
    const collection = named === undefined ? undefined : requireCollectionName(named);
    const body = await withPicture(request, async ({ image }, signal): Promise<Schemas['ClassifyResponse']> => {
      const found = await recogniser.recognise(image, { model: queryText(request, 'model'), coverage, signal });
      const vote = collection === undefined ? undefined : await askNeighbours(collection, k, image, found, signal);
      return {
        model: found.model,
        predictions: found.predictions.slice(0, topK),
        ...(found.labelSet ? { labelSet: { ...found.labelSet, labels: [...found.labelSet.labels] } } : {}),
        ...(found.unknown ? { unknown: found.unknown } : {}),
        ...(vote ? { vote } : {}),
        ...(queryFlag(request, 'includeEmbedding') ? { embedding: [...found.embedding] } : {}),
        warnings: [...found.warnings],
      };
    });
    response.json(body satisfies Schemas['ClassifyResponse']);
  });
  router.post('/embed', async (request, response) => {
    const { model, embedding, warnings } = await withPicture(request, ({ image }, signal) =>
      recogniser.recognise(image, { model: queryText(request, 'model'), signal }),
    );
    response.json({ model, embedding: [...embedding], warnings: [...warnings] } satisfies Schemas['EmbedResponse']);
  });
  return router;
}

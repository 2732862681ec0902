import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { Recogniser } from '../../models/recogniser.js';
import type { CollectionsOf } from '../access/limited-collections.js';
import { withPicture } from '../bodies/with-picture.js';
import { queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';
import { inJson, sendNpy, wantsNpy } from './answer-embeddings.js';
import type { HttpLimits } from '../http-settings.js';
import { classifyOptions, requireFewOcclusions } from './classify-options.js';
import { askNeighbours, describeClassified } from './describe-classified.js';

type Schemas = components['schemas'];

/** Where answers about a picture come from. */
export interface RecogniseDeps {
  readonly recogniser: Recogniser;
  readonly collections: CollectionsOf;
  /** Before the addresses in answers. */
  readonly basePath: string;
  readonly limits: Pick<HttpLimits, 'occlusions'>;
}

/** Routes that answer about a picture: classification and embedding. */
export function recogniseRoutes({ recogniser, collections, basePath, limits }: RecogniseDeps): Router {
  const router = strictRouter();
  router.post('/classify', async (request, response) => {
    const options = classifyOptions(request.query);
    const { model, coverage, explain } = options;
    requireFewOcclusions(options, 1, limits);
    const body = await withPicture(request, async ({ image }, turn): Promise<Schemas['ClassifyResponse']> => {
      const found = await recogniser.recognise(image, { ...turn, model, coverage, explain });
      const vote = await askNeighbours({ collections: collections(response), basePath }, options, { found, image, turn });
      return { model: found.model, ...describeClassified(found, options, vote) };
    });
    response.json(body satisfies Schemas['ClassifyResponse']);
  });
  router.post('/embed', async (request, response) => {
    const {
      model,
      results: [result],
    } = await withPicture(request, ({ image }, turn) =>
      recogniser.embedAll([{ bytes: () => Promise.resolve(image) }], { ...turn, model: queryText(request, 'model') }),
    );
    if (result!.status === 'rejected') throw result!.reason;
    const { embedding, warnings } = result!.value;
    if (wantsNpy(request)) {
      sendNpy(response, model, [embedding]);
      return;
    }
    const answer = { model, embedding: inJson(embedding, queryText(request, 'encoding')), warnings: [...warnings] };
    response.json(answer satisfies Schemas['EmbedResponse']);
  });
  return router;
}

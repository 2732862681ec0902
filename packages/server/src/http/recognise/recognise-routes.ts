import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { Recogniser } from '../../models/recogniser.js';
import { requireK } from '../../domain/input-rules.js';
import { withPicture } from '../bodies/with-picture.js';
import { queryFlag, queryNumber, queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';

/** Routes that answer about a picture: classification and embedding. */
export function recogniseRoutes(recogniser: Recogniser): Router {
  const router = strictRouter();
  router.post('/classify', async (request, response) => {
    const topK = requireK(queryNumber(request, 'topK', 5), 'topK');
    const { model, predictions, embedding, unknown, warnings } = await withPicture(request, ({ image }) =>
      recogniser.recognise(image, { model: queryText(request, 'model') }),
    );
    const shown = predictions.slice(0, topK);
    const body: components['schemas']['ClassifyResponse'] = { model, predictions: shown, warnings: [...warnings] };
    if (unknown) body.unknown = unknown;
    if (queryFlag(request, 'includeEmbedding')) body.embedding = [...embedding];
    response.json(body);
  });
  router.post('/embed', async (request, response) => {
    const { model, embedding, warnings } = await withPicture(request, ({ image }) =>
      recogniser.recognise(image, { model: queryText(request, 'model') }),
    );
    response.json({ model, embedding: [...embedding], warnings: [...warnings] } satisfies components['schemas']['EmbedResponse']);
  });
  return router;
}

import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { SearchQuery } from '../../collections/collection-service.js';
import { ServerError } from '../../domain/errors.js';
import type { CollectionsOf } from '../access/limited-collections.js';
import { describeNeighbours } from './describe-neighbours.js';
import { queryNumber } from '../query.js';
import { withUpload } from '../bodies/read-upload.js';
import { strictRouter } from '../strict-router.js';

type SearchRequest = components['schemas']['SearchRequest'];

const DEFAULT_K = 10;

/** Routes of collections: list, create, read, delete, search. @param basePath before the addresses in answers. */
export function collectionRoutes(collections: CollectionsOf, basePath: string): Router {
  const router = strictRouter();
  router.get('/collections', async (_request, response) => {
    response.json({ collections: [...(await collections(response).list())] } satisfies components['schemas']['CollectionList']);
  });
  router.put('/collections/:collection', async (request, response) => {
    const { created, collection } = await collections(response).create(request.params.collection);
    response.status(created ? 201 : 200).json(collection);
  });
  router.delete('/collections/:collection', async (request, response) => {
    await collections(response).remove(request.params.collection);
    response.status(204).end();
  });
  router.post('/collections/:collection/search', async (request, response) => {
    const name = request.params.collection;
    const { model, exact, neighbours, warnings } = await withUpload(request, async (form, turn) => {
      if (form) return collections(response).search(name, { image: form.image }, queryNumber(request, 'k', DEFAULT_K), turn);
      const body = request.body as SearchRequest;
      return collections(response).search(name, toQuery(body), body.k ?? DEFAULT_K);
    });
    const described = describeNeighbours(neighbours, name, basePath);
    response.json({ model, exact, neighbours: described, warnings: [...warnings] } satisfies components['schemas']['SearchResponse']);
  });
  return router;
}

function toQuery({ vector, itemId, excludeSelf }: SearchRequest): SearchQuery {
  if ((vector === undefined) === (itemId === undefined))
    throw new ServerError('BAD_REQUEST', "the body needs exactly one of 'vector' and 'itemId', or send a picture");
  if (itemId !== undefined) return { itemId, excludeSelf: excludeSelf ?? false };
  return { vector: vector ?? [] };
}

import type { Response, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { CollectionDescription, SearchAnswer } from '../../collections/collection-service.js';
import { ServerError } from '../../domain/errors.js';
import type { CollectionsOf } from '../access/limited-collections.js';
import { describeNeighbours } from './describe-neighbours.js';
import { problemOf } from '../problem-of-part.js';
import { queryNumber } from '../query.js';
import { queryOf, wishesOf, wishesOfForm } from './search-request.js';
import { withUpload } from '../bodies/read-upload.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];
type SearchRequest = Schemas['SearchRequest'];

const DEFAULT_K = 10;

/** Routes of collections: list, create, read, delete, search. @param basePath before the addresses in answers. */
export function collectionRoutes(collections: CollectionsOf, basePath: string): Router {
  const router = strictRouter();
  router.get('/collections', async (_request, response) => {
    response.json({ collections: (await collections(response).list()).map(describe) } satisfies Schemas['CollectionList']);
  });
  router.get('/collections/:collection', async (request, response) => {
    response.json(describe(await collections(response).describe(request.params.collection)));
  });
  router.get('/collection-aliases', async (_request, response) => {
    response.json({ aliases: [...(await collections(response).aliases())] } satisfies Schemas['CollectionAliasList']);
  });
  router.put('/collection-aliases/:alias', async (request, response) => {
    const { collection } = request.body as Schemas['CollectionAliasRequest'];
    response.json((await collections(response).setAlias(request.params.alias, collection)) satisfies Schemas['CollectionAlias']);
  });
  router.delete('/collection-aliases/:alias', async (request, response) => {
    await collections(response).removeAlias(request.params.alias);
    response.status(204).end();
  });
  router.put('/collections/:collection', async (request, response) => {
    const { created, collection } = await collections(response).create(request.params.collection);
    response.status(created ? 201 : 200).json(describe(collection));
  });
  router.delete('/collections/:collection', async (request, response) => {
    await collections(response).remove(request.params.collection);
    response.status(204).end();
  });
  router.post('/collections/:collection/search', async (request, response) => {
    const name = request.params.collection;
    const answer = await withUpload(request, async (form, turn) => {
      if (!form) return searchBy(name, request.body as SearchRequest, response);
      const wishes = wishesOfForm(form.fields['search'], queryNumber(request, 'k', DEFAULT_K));
      return collections(response).search(name, { image: form.image }, wishes, turn);
    });
    response.json(shown(answer, name) satisfies Schemas['SearchResponse']);
  });
  router.post('/collections/:collection/search/batch', async (request, response) => {
    const name = request.params.collection;
    const { searches } = request.body as Schemas['SearchBatchRequest'];
    const answers = await Promise.allSettled(searches.map(async (each) => searchBy(name, each, response)));
    // What is wrong with the collection is wrong with all of them.
    const first = answers[0];
    if (first?.status === 'rejected' && answers.every((each) => each.status === 'rejected' && isOfAll(each.reason))) throw first.reason;
    const results = answers.map((each) => (each.status === 'fulfilled' ? shown(each.value, name) : problemOf(request, each.reason)));
    response.json({ results } satisfies Schemas['SearchBatchResponse']);
  });
  return router;

  function searchBy(name: string, body: SearchRequest, response: Response): Promise<SearchAnswer> {
    const { vector: _, itemId: __, ...wishes } = body;
    return collections(response).search(name, queryOf(body), wishesOf(wishes));
  }
  function shown({ model, exact, plan, ef, recall, neighbours, warnings }: SearchAnswer, name: string): Schemas['SearchResponse'] {
    const described = describeNeighbours(neighbours, name, basePath);
    return {
      model,
      exact,
      plan,
      ...(ef === undefined ? {} : { ef }),
      ...(recall === undefined ? {} : { recall }),
      neighbours: described,
      warnings: [...warnings],
    };
  }
}

function describe(collection: CollectionDescription): Schemas['Collection'] {
  return { ...collection, aliases: [...collection.aliases], losses: [...collection.losses] };
}

/** Whether every search of a request fails so. */
function isOfAll(reason: unknown): boolean {
  return reason instanceof ServerError && ['COLLECTION_NOT_FOUND', 'FORBIDDEN', 'NOT_READY', 'TOO_BUSY'].includes(reason.code);
}

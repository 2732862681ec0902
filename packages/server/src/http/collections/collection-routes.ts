import type { Request, Response, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { CollectionDescription, SearchAnswer } from '../../collections/collection-service.js';
import type { PurgeService } from '../../collections/purges/purge-service.js';
import { createSearchTurns } from '../../collections/search/search-turns.js';
import { ServerError } from '../../domain/errors.js';
import type { Turn } from '../../domain/turn.js';
import type { CollectionsOf } from '../access/limited-collections.js';
import { describeNeighbours } from './describe-neighbours.js';
import { askingClient } from '../access/asking-client.js';
import { problemOf } from '../problem-of-part.js';
import { requireTouchable } from '../access/require-touchable.js';
import { sendPurge } from '../purges/describe-purge.js';
import { queryFlag, queryNumber } from '../query.js';
import { queryOf, wishesOf, wishesOfForm } from './search-request.js';
import { withUpload } from '../bodies/read-upload.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];
type SearchRequest = Schemas['SearchRequest'];

const DEFAULT_K = 10;
/** Neighbours in the answer to one request: some megabytes of JSON, made while nothing else is answered. */
const MOST_NEIGHBOURS = 10_000;

/** Routes of collections: list, create, read, delete, search. @param basePath before the addresses in answers. */
export function collectionRoutes(collections: CollectionsOf, purges: Pick<PurgeService, 'collection'>, basePath: string): Router {
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
    const { collection } = request.params;
    if (queryFlag(request, 'purge')) {
      requireTouchable(response, collection);
      sendPurge(response, await purges.collection(collection), basePath);
      return;
    }
    await collections(response).remove(collection);
    response.status(204).end();
  });
  const searching = createSearchTurns();
  router.post('/collections/:collection/search', async (request, response) => {
    const name = request.params.collection;
    const answer = await withUpload(request, async (form, turn) => {
      if (!form) return searching.run(() => searchBy(name, request.body as SearchRequest, response), searchTurn(request, response));
      const wishes = wishesOfForm(form.fields['search'], queryNumber(request, 'k', DEFAULT_K));
      return collections(response).search(name, { image: form.image }, wishes, turn);
    });
    response.json(shown(answer, name) satisfies Schemas['SearchResponse']);
  });
  router.post('/collections/:collection/search/batch', async (request, response) => {
    const name = request.params.collection;
    const { searches } = request.body as Schemas['SearchBatchRequest'];
    requireFewNeighbours(searches);
    const turn = searchTurn(request, response);
    const answers: PromiseSettledResult<SearchAnswer>[] = [];
    await searching.run(async () => {
      for (const each of searches) {
        turn.signal.throwIfAborted();
        // One after the other: the places are for requests.
        answers.push(...(await Promise.allSettled([Promise.resolve(each).then((body) => searchBy(name, body, response))])));
      }
    }, turn);
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

/** Whose turn a search takes, until nobody waits for its answer any more. */
function searchTurn(request: Request, response: Response): Turn & { readonly signal: AbortSignal } {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new ServerError('BAD_REQUEST', 'the connection closed before the request was answered'));
  });
  return { client: askingClient(request, response), signal: gone.signal };
}

/** @throws ServerError BAD_REQUEST. */
function requireFewNeighbours(searches: readonly SearchRequest[]): void {
  const wanted = searches.reduce((sum, { k = DEFAULT_K }) => sum + k, 0);
  if (wanted > MOST_NEIGHBOURS)
    throw new ServerError(
      'BAD_REQUEST',
      `searches: they ask for ${wanted} neighbours together, and one answer has at most ${MOST_NEIGHBOURS}; lower k, or send them in several requests`,
    );
}

/** Whether every search of a request fails so. */
function isOfAll(reason: unknown): boolean {
  return reason instanceof ServerError && ['COLLECTION_NOT_FOUND', 'FORBIDDEN', 'NOT_READY', 'TOO_BUSY'].includes(reason.code);
}

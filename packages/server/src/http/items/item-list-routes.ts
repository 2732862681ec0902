import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { outOfBounds } from '../../access/authorise.js';
import { mayTouch } from '../../access/principal.js';
import { parseFilter } from '../../domain/filter-rules.js';
import type { Filter, FilterField } from '../../domain/filter.js';
import type { ItemsOf } from '../access/limited-collections.js';
import { principalOf } from '../access/principal-of.js';
import { describeJob } from '../jobs/describe-job.js';
import type { JobUseCases } from '../jobs/job-routes.js';
import { float32Bytes } from '../recognise/float32-bytes.js';
import type { ItemDescription } from '../../collections/collection-service.js';
import { queryFlag, queryNumber, queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';
import { wantedTags } from './entity-tags.js';
import { showItem, tagItem } from './show-item.js';

type Schemas = components['schemas'];

const DEFAULT_LIMIT = 100;
const NDJSON = 'application/x-ndjson';
/** Characters that are sent together. */
const ENOUGH = 64 * 1024;

/** What these routes answer from. */
export interface ItemListDependencies {
  readonly items: ItemsOf;
  readonly jobs: Pick<JobUseCases, 'removeItems'>;
  /** Before the addresses in answers. */
  readonly basePath: string;
}

/** Routes of the items of a collection together, and changing one. */
export function itemListRoutes({ items, jobs, basePath }: ItemListDependencies): Router {
  const router = strictRouter();
  router.get('/collections/:collection/items', async (request, response) => {
    const { collection } = request.params;
    const page = await items(response).list(collection, {
      filter: parseFilter(queryText(request, 'filter')),
      after: queryText(request, 'after'),
      limit: queryNumber(request, 'limit', DEFAULT_LIMIT),
    });
    const next = page.next === undefined ? {} : { next: page.next };
    response.json({ items: page.items.map((item) => showItem(item, collection, basePath)), ...next } satisfies Schemas['ItemList']);
  });
  router.get('/collections/:collection/sample', async (request, response) => {
    const { collection } = request.params;
    const drawn = await items(response).sample(collection, {
      filter: parseFilter(queryText(request, 'filter')),
      size: queryNumber(request, 'size', DEFAULT_LIMIT),
      seed: queryNumber(request, 'seed', 0),
    });
    const shown = drawn.items.map((item) => showItem(item, collection, basePath));
    response.json({ items: shown, of: drawn.of, seed: drawn.seed } satisfies Schemas['ItemSample']);
  });
  router.get('/collections/:collection/export', async (request, response) => {
    const exported = await items(response).export(request.params.collection, {
      filter: parseFilter(queryText(request, 'filter')),
      vectors: queryFlag(request, 'vectors'),
    });
    response.type(NDJSON);
    // One that breaks off ends the connection, so that nobody takes a part for the whole.
    await pipeline(Readable.from(lines(exported), { objectMode: false }), response);
  });
  router.get('/collections/:collection/facets', async (request, response) => {
    const field = queryText(request, 'field') ?? '';
    const values = await items(response).facets(request.params.collection, {
      // The use case looks whether it is one.
      field: field as FilterField,
      filter: parseFilter(queryText(request, 'filter')),
      limit: queryNumber(request, 'limit', DEFAULT_LIMIT),
    });
    response.json({ field, values: [...values] } satisfies Schemas['Facets']);
  });
  router.patch('/collections/:collection/items/:id', async (request, response) => {
    const { collection, id } = request.params;
    const { label, metadata } = request.body as Schemas['ItemPatch'];
    const changes = { ...(label === undefined ? {} : { label }), ...(metadata === undefined ? {} : { metadata }) };
    const item = await items(response).patch(collection, id, changes, wantedTags(request));
    tagItem(response, item).json(showItem(item, collection, basePath));
  });
  router.post('/collections/:collection/delete-items', async (request, response) => {
    const { collection } = request.params;
    const principal = principalOf(response);
    if (!mayTouch(principal, collection)) throw outOfBounds(principal, collection);
    const { filter, expected, dryRun = false } = request.body as Schemas['DeleteItemsRequest'];
    const { matched, deleted, job } = await jobs.removeItems(collection, { filter: filter as Filter, expected, dryRun });
    if (job) response.status(202).location(`${basePath}/v1/jobs/${job.id}`);
    response.json({ matched, deleted, job: job ? describeJob(job) : null } satisfies Schemas['DeletedItems']);
  });
  return router;
}

/** A line of JSON an item, some tens together. */
async function* lines(exported: AsyncIterable<ItemDescription & { readonly vector: Float32Array | undefined }>): AsyncGenerator<string> {
  let text = '';
  for await (const { id, label, metadata, version, createdAt, updatedAt, vector } of exported) {
    const encoded = vector === undefined ? {} : { vector: float32Bytes(vector).toString('base64') };
    text += `${JSON.stringify({ id, label, metadata, version, createdAt, updatedAt, ...encoded } satisfies Schemas['ExportedItem'])}\n`;
    if (text.length < ENOUGH) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

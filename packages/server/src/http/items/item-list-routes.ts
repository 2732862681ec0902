import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { parseFilter } from '../../domain/filter-rules.js';
import type { Filter, FilterField } from '../../domain/filter.js';
import type { ItemsOf } from '../access/limited-collections.js';
import { requireTouchable } from '../access/require-touchable.js';
import { describePurge, notePurge } from '../purges/describe-purge.js';
import { describeJob } from '../jobs/describe-job.js';
import type { JobUseCases } from '../jobs/job-routes.js';
import { float32Bytes } from '../recognise/float32-bytes.js';
import type { PurgeService } from '../../collections/purges/purge-service.js';
import { NPY, npyHeader } from '../recognise/npy-file.js';
import type { ExportedVectors } from '../../collections/items/export-vectors.js';
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
  readonly purges: Pick<PurgeService, 'matching'>;
  /** Before the addresses in answers. */
  readonly basePath: string;
}

/** Routes of the items of a collection together, and changing one. */
export function itemListRoutes({ items, jobs, purges, basePath }: ItemListDependencies): Router {
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
    const { collection } = request.params;
    const filter = parseFilter(queryText(request, 'filter'));
    response.vary('Accept').set('X-Collection-State', await items(response).stateOf(collection));
    if (request.accepts(NDJSON, NPY) === NPY) {
      const matrix = await items(response).exportVectors(collection, filter);
      response.type(NPY).set('Content-Length', String(npyHeader(matrix.rows, matrix.columns).length + 4 * matrix.rows * matrix.columns));
      await pipeline(Readable.from(npyPieces(matrix), { objectMode: false }), response);
      return;
    }
    const exported = await items(response).export(collection, { filter, vectors: queryFlag(request, 'vectors') });
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
    requireTouchable(response, collection);
    const { filter, expected, dryRun = false, purge = false } = request.body as Schemas['DeleteItemsRequest'];
    if (purge && !dryRun) {
      const { matched, purge: begun } = await purges.matching(collection, { filter: filter as Filter, expected });
      notePurge(response, begun);
      response.status(202).location(`${basePath}/v1/purges/${begun.id}`);
      response.json({ matched, deleted: begun.items, job: null, purge: describePurge(begun) } satisfies Schemas['DeletedItems']);
      return;
    }
    const { matched, deleted, job } = await jobs.removeItems(collection, { filter: filter as Filter, expected, dryRun });
    if (job) response.status(202).location(`${basePath}/v1/jobs/${job.id}`);
    response.json({ matched, deleted, job: job ? describeJob(job) : null, purge: null } satisfies Schemas['DeletedItems']);
  });
  return router;
}

async function* npyPieces({ rows, columns, vectors }: ExportedVectors): AsyncGenerator<Buffer> {
  let held = [npyHeader(rows, columns)];
  let bytes = 0;
  for await (const vector of vectors) {
    bytes += held[held.push(float32Bytes(vector)) - 1]!.length;
    if (bytes < ENOUGH) continue;
    yield Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  if (held.length > 0) yield Buffer.concat(held);
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

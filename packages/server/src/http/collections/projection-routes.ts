import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, Response, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { outOfBounds } from '../../access/authorise.js';
import { mayTouch } from '../../access/principal.js';
import { joinColumns } from '../../collections/derived/column-file.js';
import { pageCursor, placeOf } from '../../collections/derived/page-cursor.js';
import { itemsOf } from '../../collections/projections/projection-file.js';
import type { ProjectionRequest } from '../../collections/projections/projection-plan.js';
import type { ProjectionService, ShownProjection } from '../../collections/projections/projection-service.js';
import { principalOf } from '../access/principal-of.js';
import { COLUMNS, wantsColumns } from './columns-answer.js';
import { queryNumber, queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';

const DEFAULT_LIMIT = 1000;
/** Fewer bytes than this fit into a packet or two anyway. */
const COMPRESSED_FROM_BYTES = 1024;

/** Pictures of collections: items and where they lie, as JSON in pages or as columns at once. */
export function projectionRoutes(projections: Pick<ProjectionService, 'newest'>): Router {
  const router = strictRouter();
  router.get('/collections/:collection/projection', async (request, response) => {
    const { collection } = request.params;
    const principal = principalOf(response);
    if (!mayTouch(principal, collection)) throw outOfBounds(principal, collection);
    const found = await projections.newest(collection, wantedOf(request));
    response.vary('Accept');
    if (wantsColumns(request)) await sendColumns(request, response, found);
    else response.json(pageOf(request, found));
  });
  return router;
}

function wantedOf(request: Request): ProjectionRequest {
  const number = (name: string): number | undefined => (request.query[name] === undefined ? undefined : queryNumber(request, name, 0));
  return {
    method: queryText(request, 'method'),
    dimensions: number('dimensions'),
    seed: number('seed'),
    neighbours: number('neighbours'),
    minDistance: number('minDistance'),
    perplexity: number('perplexity'),
  };
}

/** Labels and ids are half of the bytes and nearly free once compressed; coordinates are not, so the quickest level is as good as any. */
async function sendColumns(request: Request, response: Response, found: ShownProjection): Promise<void> {
  const { rows, columns, labels } = found.header;
  const joined = joinColumns({ ...describe(found), rows, columns, labels }, found.columns);
  response.type(COLUMNS).vary('Accept-Encoding');
  const isCompressed = joined.byteLength >= COMPRESSED_FROM_BYTES && request.acceptsEncodings('gzip', 'identity') === 'gzip';
  if (isCompressed) response.set('Content-Encoding', 'gzip');
  response.send(isCompressed ? await promisify(gzip)(joined, { level: 1 }) : joined);
}

function pageOf(request: Request, found: ShownProjection): components['schemas']['Projection'] {
  const { seq } = found.description;
  const begin = placeOf(queryText(request, 'after'), seq, 'this picture');
  const end = begin + queryNumber(request, 'limit', DEFAULT_LIMIT);
  const points = itemsOf(found, begin, end).map(({ position, ...item }) => ({ ...item, position: [...position] }));
  return { ...describe(found), points, ...(end < found.header.rows ? { next: pageCursor(seq, end) } : {}) };
}

function describe({ description, lastSeq, outdated }: ShownProjection): Omit<components['schemas']['Projection'], 'points' | 'next'> {
  const { collection, model, plan, seq, items, of, fittedOn, shares, computedAt } = description;
  return { collection, model, ...plan, items, of, fittedOn, shares: [...shares], seq, lastSeq, outdated, computedAt };
}

import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { mayTouch } from '../../access/principal.js';
import type { PurgeService } from '../../collections/purges/purge-service.js';
import { purgeNotFound } from '../../collections/purges/purge-not-found.js';
import { principalOf } from '../access/principal-of.js';
import { queryNumber, queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';
import { describePurge } from './describe-purge.js';

type Schemas = components['schemas'];

const DEFAULT_LIMIT = 100;

/** Routes of purges: how far they have come, and their receipts. */
export function purgeRoutes(purges: Pick<PurgeService, 'get' | 'list'>): Router {
  const router = strictRouter();
  router.get('/purges', async (request, response) => {
    const page = await purges.list({
      names: principalOf(response).collections,
      after: queryText(request, 'after'),
      limit: queryNumber(request, 'limit', DEFAULT_LIMIT),
    });
    const next = page.next === undefined ? {} : { next: page.next };
    response.json({ purges: page.purges.map(describePurge), ...next } satisfies Schemas['PurgeList']);
  });
  router.get('/purges/:purge', async (request, response) => {
    const purge = await purges.get(request.params.purge);
    const principal = principalOf(response);
    const isTheirs = purge.name === null ? principal.collections === undefined : mayTouch(principal, purge.name);
    if (!isTheirs) throw purgeNotFound(purge.id);
    response.json(describePurge(purge));
  });
  return router;
}

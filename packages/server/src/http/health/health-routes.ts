import type { Request, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { Recogniser } from '../../models/recogniser.js';
import type { CollectionService } from '../../collections/collection-service.js';
import { strictRouter } from '../strict-router.js';

/** What health is told from. */
export interface HealthDeps {
  readonly recogniser: Recogniser;
  readonly collections: Pick<CollectionService, 'readiness'>;
  /** Aborts when the server stops, which is then not ready any more. */
  readonly closing: AbortSignal;
  /** Whether somebody may know what there is: models and collections. Others are told whether the server is ready, and nothing else. */
  readonly mayKnow: (request: Request) => boolean;
}

/** `/livez` and `/readyz`. */
export function healthRoutes({ recogniser, collections, closing, mayKnow }: HealthDeps): Router {
  const router = strictRouter();
  router.get('/livez', (_request, response) => {
    response.json({ status: 'alive' } satisfies components['schemas']['Liveness']);
  });
  router.get('/readyz', async (request, response) => {
    const checks = [...(await recogniser.readiness()), ...(await collections.readiness())];
    if (closing.aborted) checks.push({ name: 'server', ok: false, detail: 'stopping' });
    const ready = checks.every((check) => check.ok);
    const state: components['schemas']['Readiness'] = { status: ready ? 'ready' : 'not-ready', ...(mayKnow(request) ? { checks } : {}) };
    response.status(ready ? 200 : 503).json(state);
  });
  return router;
}

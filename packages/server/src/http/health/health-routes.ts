import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { Recogniser } from '../../models/recogniser.js';
import type { CollectionService } from '../../collections/collection-service.js';
import { strictRouter } from '../strict-router.js';

/** `/livez` and `/readyz`. @param closing aborts when the server stops, which is then not ready any more. */
export function healthRoutes(recogniser: Recogniser, collections: CollectionService, closing: AbortSignal): Router {
  const router = strictRouter();
  router.get('/livez', (_request, response) => {
    response.json({ status: 'alive' } satisfies components['schemas']['Liveness']);
  });
  router.get('/readyz', async (_request, response) => {
    const checks = [...(await recogniser.readiness()), ...(await collections.readiness())];
    if (closing.aborted) checks.push({ name: 'server', ok: false, detail: 'stopping' });
    const ready = checks.every((check) => check.ok);
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not-ready', checks } satisfies components['schemas']['Readiness']);
  });
  return router;
}

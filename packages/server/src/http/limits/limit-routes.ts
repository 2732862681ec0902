import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { strictRouter } from '../strict-router.js';

/** What a server takes, as it shows it. */
export type ShownLimits = components['schemas']['Limits'];

/** The route of the limits. */
export function limitRoutes(limits: () => ShownLimits): Router {
  const router = strictRouter();
  router.get('/limits', (_request, response) => {
    response.json(limits());
  });
  return router;
}

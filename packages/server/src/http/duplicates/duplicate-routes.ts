import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { outOfBounds } from '../../access/authorise.js';
import { mayTouch } from '../../access/principal.js';
import type { DuplicatesService } from '../../collections/duplicates/duplicates-service.js';
import { principalOf } from '../access/principal-of.js';
import { showItem } from '../items/show-item.js';
import { describeJob } from '../jobs/describe-job.js';
import type { JobUseCases } from '../jobs/job-routes.js';
import { queryNumber, queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];

const DEFAULT_LIMIT = 100;

/** What these routes answer from. */
export interface DuplicateDependencies {
  readonly duplicates: Pick<DuplicatesService, 'newest'>;
  readonly jobs: Pick<JobUseCases, 'findDuplicates'>;
  /** Before the addresses in answers. */
  readonly basePath: string;
}

/** Routes of near-duplicates: looking for them, and what was found. */
export function duplicateRoutes({ duplicates, jobs, basePath }: DuplicateDependencies): Router {
  const router = strictRouter();
  router.get('/collections/:collection/duplicates', async (request, response) => {
    const { collection } = request.params;
    const principal = principalOf(response);
    if (!mayTouch(principal, collection)) throw outOfBounds(principal, collection);
    const { groups, next, ...found } = await duplicates.newest(collection, {
      after: queryText(request, 'after'),
      limit: queryNumber(request, 'limit', DEFAULT_LIMIT),
    });
    const shown = groups.map(({ items, ...group }) => ({
      ...group,
      items: items.map(({ similarity, ...item }) => ({ ...showItem(item, collection, basePath), similarity })),
    }));
    response.json({ ...found, groups: shown, ...(next === undefined ? {} : { next }) } satisfies Schemas['Duplicates']);
  });
  router.post('/collections/:collection/duplicates', async (request, response) => {
    const { threshold } = request.body as Schemas['DuplicatesRequest'];
    const job = await jobs.findDuplicates(request.params.collection, threshold);
    response.status(202).location(`${basePath}/v1/jobs/${job.id}`).json(describeJob(job));
  });
  return router;
}

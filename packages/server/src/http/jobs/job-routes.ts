import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { Removal, RemovalRequest } from '../../collections/items/plan-removal.js';
import type { ImportRequest, PlannedImport } from '../../collections/imports/plan-import.js';
import type { ReembedRequest } from '../../collections/plan-reembedding.js';
import type { ProjectionRequest } from '../../collections/projections/projection-plan.js';
import type { Job, JobState } from '../../domain/job-queue.js';
import type { JobService } from '../../jobs/job-service.js';
import { principalOf } from '../access/principal-of.js';
import { queryNumber, queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';
import { describeJob } from './describe-job.js';
import { visibleJob } from './visible-job.js';

type Schemas = components['schemas'];

/** What can be asked of work in the background. */
export interface JobUseCases extends JobService {
  /** Plans new vectors of a collection. */
  reembed(collection: string, request: ReembedRequest): Promise<Job>;
  /** Plans that a collection is laid out in two or three dimensions. */
  project(collection: string, request: ProjectionRequest): Promise<Job>;
  /** Plans that a model classifies every item of a collection. */
  predict(collection: string, model: string | undefined): Promise<Job>;
  /** Removes items that fit a filter, many of them in the background. */
  removeItems(collection: string, request: RemovalRequest): Promise<Removal>;
  /** Takes in an upload, and plans that its items are added. */
  importItems(collection: string, request: ImportRequest): Promise<PlannedImport>;
  /** Plans that near-duplicates are looked for. */
  findDuplicates(collection: string, threshold: number | undefined): Promise<Job>;
  /** Plans that a collection is copied. */
  copy(collection: string, to: string): Promise<Job>;
  /** What an import has refused so far, a line of JSON each, in pieces. */
  importReport(job: Job): AsyncIterable<Uint8Array>;
}

const DEFAULT_LIMIT = 100;

/** Routes of jobs: what there is, and what begins one. @param basePath before the addresses in answers. */
export function jobRoutes(jobs: JobUseCases, basePath: string): Router {
  const router = strictRouter();
  router.get('/jobs', async (request, response) => {
    const page = await jobs.list({
      kind: queryText(request, 'kind'),
      state: queryText(request, 'state') as JobState | undefined,
      after: queryText(request, 'after'),
      limit: queryNumber(request, 'limit', DEFAULT_LIMIT),
    });
    const next = page.next === undefined ? {} : { next: page.next };
    response.json({ jobs: page.jobs.map(describeJob), ...next } satisfies Schemas['JobList']);
  });
  router.get('/jobs/:job', async (request, response) => {
    response.json(describeJob(await visibleJob(jobs, request.params.job, principalOf(response))));
  });
  router.post('/jobs/:job/cancel', async (request, response) => {
    const { id } = await visibleJob(jobs, request.params.job, principalOf(response));
    response.json(describeJob(await jobs.cancel(id)));
  });
  router.post('/collections/:collection/reembed', async (request, response) => {
    const { model, dropLost } = request.body as Schemas['ReembedRequest'];
    const job = await jobs.reembed(request.params.collection, { model, dropLost });
    response.status(202).location(`${basePath}/v1/jobs/${job.id}`).json(describeJob(job));
  });
  router.post('/collections/:collection/copy', async (request, response) => {
    const job = await jobs.copy(request.params.collection, (request.body as Schemas['CopyRequest']).to);
    response.status(202).location(`${basePath}/v1/jobs/${job.id}`).json(describeJob(job));
  });
  router.post('/collections/:collection/projection', async (request, response) => {
    const job = await jobs.project(request.params.collection, request.body as Schemas['ProjectionRequest']);
    response.status(202).location(`${basePath}/v1/jobs/${job.id}`).json(describeJob(job));
  });
  return router;
}

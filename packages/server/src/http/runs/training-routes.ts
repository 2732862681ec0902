import type { Response, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { Job } from '../../domain/job-queue.js';
import type { TrainingService } from '../../runs/training-service.js';
import { noteTarget } from '../audit/audit-requests.js';
import { describeJob } from '../jobs/describe-job.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];

/** Routes of trainings that this server does. @param basePath before the addresses in answers. */
export function trainingRoutes(trainings: TrainingService, basePath: string): Router {
  const router = strictRouter();
  const planned = (response: Response, job: Job): void => {
    response.status(202).location(`${basePath}/v1/jobs/${job.id}`).json(describeJob(job));
  };
  router.post('/runs', async (request, response) => {
    const wanted = request.body as Schemas['TrainingRequest'];
    noteTarget(response, { data: wanted.data });
    planned(response, await trainings.start(wanted));
  });
  router.post('/runs/:id/stop', async (request, response) => {
    response.json(describeJob(await trainings.stop(request.params.id)));
  });
  router.post('/runs/:id/resume', async (request, response) => {
    planned(response, await trainings.resume(request.params.id));
  });
  return router;
}

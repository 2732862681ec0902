import type { ProjectPayload } from '../collections/projections/plan-projection-job.js';
import type { ProjectionService } from '../collections/projections/projection-service.js';
import type { JobHandler } from '../jobs/job-handler.js';

/** Does the jobs that lay collections out. Begun again, it begins at the beginning; cancelled, its thread ends and nothing is kept. */
export function projectHandler(projections: Pick<ProjectionService, 'compute'>): JobHandler {
  return async (context) => {
    const { job, signal } = context;
    const payload = job.payload as ProjectPayload;
    const { description } = await projections.compute(payload, {
      signal,
      onProgress: (done, total) => context.report({ done, total, note: null }),
    });
    return { items: description.items, of: description.of, seq: description.seq };
  };
}

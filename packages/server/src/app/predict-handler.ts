import type { PredictPayload } from '../collections/predictions/plan-predictions.js';
import type { PredictionService } from '../collections/predictions/prediction-service.js';
import type { JobHandler } from '../jobs/job-handler.js';
import { remainingTime } from './remaining-time.js';

/** Does the jobs that classify every item of a collection. Begun again, it goes on behind what was last saved; cancelled, what was said before stays. */
export function predictHandler(predictions: Pick<PredictionService, 'classify'>): JobHandler {
  return async (context) => {
    const remaining = remainingTime();
    const { description, classified } = await predictions.classify(context.job.payload as PredictPayload, {
      signal: context.signal,
      onProgress: (done, total) => context.report({ done, total, note: remaining(done, total) }),
    });
    const { items, of, seq, skipped } = description;
    return { items, of, classified, ...skipped, seq };
  };
}

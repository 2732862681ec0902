import { ServerError } from '../domain/errors.js';
import { JobFailure } from '../domain/job-failure.js';
import type { JobProgress, Json } from '../domain/job-queue.js';
import { TrainingFailure, type Trainer, type TrainingOrder, type TrainingReport } from '../domain/trainer.js';
import type { JobHandler } from '../jobs/job-handler.js';
import type { DataSets } from '../runs/data-sets.js';
import type { TrainPayload } from '../runs/plan-training.js';
import type { RunDescription } from '../runs/runs.js';

/** Does the jobs that train. Begun again after this process was killed, it goes on with the run that it had begun; told to stop, it lets the run save. */
export function trainHandler({
  trainer,
  runs,
  data,
}: {
  readonly trainer: Trainer;
  readonly runs: { get(id: string): Promise<RunDescription> };
  readonly data: DataSets;
}): JobHandler {
  const isThere = async (run: string): Promise<boolean> => {
    try {
      await runs.get(run);
      return true;
    } catch (error) {
      if (error instanceof ServerError && error.code === 'RUN_NOT_FOUND') return false;
      throw error;
    }
  };
  /** Looked at anew each time: links and folders may have changed while the job waited. */
  const orderOf = async ({ run, data: name, recipe, isResumed, ...asked }: TrainPayload): Promise<TrainingOrder> => {
    const folder = await data.find(name);
    if (run !== null && (isResumed || (await isThere(run)))) return { resume: run, data: folder };
    return {
      start: {
        run: run ?? undefined,
        data: folder,
        recipe: recipe ?? 'auto',
        name: asked.name ?? undefined,
        seed: asked.seed ?? undefined,
        minutes: asked.minutes ?? undefined,
        epochs: asked.epochs ?? undefined,
        skipBad: asked.skipBad,
      },
    };
  };
  return async (context) => {
    const { job, signal, closing } = context;
    // It had ended, and only the word of it was lost.
    const made = job.progress?.about;
    if (made?.['artifact'] !== undefined) return resultOf(made['run'], made['artifact']);
    try {
      const order = await orderOf(job.payload as TrainPayload);
      const { run, artifact } = await trainer.train(order, { stop: signal, leave: closing }, (told) => context.report(progressOf(told)));
      return resultOf(run, artifact);
    } catch (error) {
      throw signal.aborted ? error : asJobError(error);
    }
  };
}

function resultOf(run: string | undefined, artifact: string | undefined): Json {
  return { run: run ?? null, artifact: artifact ?? null };
}

function progressOf({ run, epoch, epochs, etaSeconds, evaluating, artifact }: TrainingReport): JobProgress {
  const about = { ...(run === undefined ? {} : { run }), ...(artifact === undefined ? {} : { artifact }) };
  return { done: epoch, total: epochs ?? null, note: noteOf({ epoch, epochs, etaSeconds, evaluating, artifact }), about };
}

function noteOf({ epoch, epochs, etaSeconds, evaluating, artifact }: Omit<TrainingReport, 'run'>): string {
  if (artifact !== undefined) return `frozen as ${artifact}`;
  if (evaluating) return 'classifier and evaluation';
  const left = etaSeconds === undefined ? '' : `, about ${Math.ceil(etaSeconds)} s of training left`;
  return `epoch ${epoch}${epochs === undefined ? '' : ` of ${epochs}`}${left}`;
}

/** What passes by itself is tried again; what the trainer says no to is not. */
function asJobError(error: unknown): unknown {
  if (!(error instanceof TrainingFailure)) return error;
  const { code, message } = error;
  // Whoever holds it may be what a killed server left, which ends within seconds.
  if (code === 'RUN_IN_USE') return new ServerError('NOT_READY', message, { cause: error });
  return new JobFailure(code, message, { cause: error });
}

import { ServerError } from '../domain/errors.js';
import type { Job, JobQueue } from '../domain/job-queue.js';
import type { PhotoArchives } from '../domain/photo-archives.js';
import { TrainingFailure, type Trainer } from '../domain/trainer.js';
import type { DataSets } from './data-sets.js';
import { planResume, planTraining, TRAIN, type TrainPayload } from './plan-training.js';
import type { RunDescription } from './runs.js';
import type { TrainingService } from './training-service.js';

/** What trainings are planned with. */
export interface TrainingServiceDeps {
  readonly isAllowed: boolean;
  readonly trainer: Pick<Trainer, 'requireAvailable' | 'check'>;
  readonly archives: Pick<PhotoArchives, 'receive' | 'remove'>;
  /** @throws ServerError STORAGE_FULL. */
  readonly requireRoom: () => Promise<void>;
  readonly queue: JobQueue;
  readonly runs: { get(id: string): Promise<RunDescription> };
  readonly data: DataSets;
  /** Called when there is something to begin. */
  readonly wake: () => void;
  readonly now: () => Date;
}

/** Trainings that wait or run at a time. */
const MOST_OPEN = 10;
/** A job is begun so often at most; each kill of a server in the middle of its training is one. */
const MOST_ATTEMPTS = 100;
/** Jobs that are looked through for a run's. */
const LOOKED_AT = 1000;
/** That a check may take. */
const CHECK_MS = 5 * 60_000;

/** Plans trainings; `trainHandler` does them. */
export function createTrainingService({
  isAllowed,
  trainer,
  archives,
  requireRoom,
  queue,
  runs,
  data,
  wake,
  now,
}: TrainingServiceDeps): TrainingService {
  const requireAllowed = (): void => {
    if (!isAllowed)
      throw new ServerError(
        'TRAINING_OFF',
        'this server does not train: start it with --allow-training (SUPCON_ALLOW_TRAINING=on) to allow that',
      );
  };
  const openJobs = async (): Promise<Job[]> => {
    const pages = await Promise.all((['queued', 'running'] as const).map((state) => queue.list({ kind: TRAIN, state, limit: LOOKED_AT })));
    return pages.flatMap(({ jobs }) => jobs);
  };
  const jobOf = (jobs: readonly Job[], run: string): Job | undefined => jobs.find((job) => isOf(job, run));
  let planning: Promise<unknown> = Promise.resolve();
  /** One after the other, so that two at once do not both find the last place. */
  const plan = (payload: TrainPayload): Promise<Job> => {
    const planned = planning.then(async () => {
      const open = await openJobs();
      const same = payload.isResumed ? jobOf(open, payload.run!) : undefined;
      if (same) return same;
      if (open.length >= MOST_OPEN)
        throw new ServerError(
          'TOO_BUSY',
          `${open.length} trainings wait or run already, at most ${MOST_OPEN} may; stop one, or try again when one has ended`,
          {
            retryAfterSeconds: 60,
          },
        );
      const { job } = await queue.enqueue({ kind: TRAIN, payload, maxAttempts: MOST_ATTEMPTS }, now().toISOString());
      wake();
      return job;
    });
    planning = planned.catch(() => undefined);
    return planned;
  };
  let checking: Promise<unknown> = Promise.resolve();
  return {
    isAllowed,
    data: () => data.list(),
    receiveData: async (name, body) => {
      requireAllowed();
      data.requireName(name);
      await requireRoom();
      const { leftOut, leftOutFiles } = await archives.receive(name, body);
      return { data: await data.describe(name), leftOut, leftOutFiles };
    },
    removeData: async (name) => {
      requireAllowed();
      await data.requireThere(name);
      if ((await openJobs()).some(({ payload }) => (payload as TrainPayload).data === name))
        throw new ServerError('DATA_CONFLICT', `a training that waits or runs needs the photos ${JSON.stringify(name)}; stop it first`);
      await archives.remove(name);
    },
    checkData: async (name) => {
      requireAllowed();
      const folder = await data.find(name);
      await trainer.requireAvailable();
      // One after the other: each has a processor, and reads the whole disk.
      const checked = checking.then(() =>
        trainer.check(folder, AbortSignal.timeout(CHECK_MS)).catch((error: unknown) => explainCheck(error, name)),
      );
      checking = checked.catch(() => undefined);
      return checked;
    },
    start: async (request) => {
      requireAllowed();
      const payload = planTraining(request, now());
      await data.find(request.data);
      await trainer.requireAvailable();
      return plan(payload);
    },
    stop: async (run) => {
      requireAllowed();
      const job = jobOf(await openJobs(), run);
      if (!job) {
        const { status } = await runs.get(run);
        const goesOn = status === 'running' || status === 'stalled';
        const told = goesOn ? jobOf((await queue.list({ kind: TRAIN, state: 'cancelled', limit: LOOKED_AT })).jobs, run) : undefined;
        // Told before, and still saving.
        if (told) return told;
        throw new ServerError(
          'RUN_CONFLICT',
          goesOn
            ? `run '${run}' is trained by somebody else; where it was started at a terminal, Ctrl-C there stops it`
            : `run '${run}' is ${status}: there is nothing to stop`,
        );
      }
      return (await queue.cancel(job.id, now().toISOString())) ?? job;
    },
    resume: async (run) => {
      requireAllowed();
      const { status, config } = await runs.get(run);
      const waiting = jobOf(await openJobs(), run);
      if (waiting) return waiting;
      if (status !== 'stopped' && status !== 'failed')
        throw new ServerError(
          'RUN_CONFLICT',
          status === 'finished'
            ? `run '${run}' is finished: there is nothing to go on with`
            : `run '${run}' is ${status}: wait until it has ended; one that was just told to stop saves first`,
        );
      const folder = rootOf(config);
      const name = folder === undefined ? undefined : data.nameOf(folder);
      if (name === undefined)
        throw new ServerError(
          'RUN_CONFLICT',
          `the photos of run '${run}' do not lie in SUPCON_HOME/data; go on with it on the server's machine: supcon train --resume ${run}`,
        );
      await data.find(name);
      await trainer.requireAvailable();
      return plan(planResume(run, name));
    },
  };
}

/** @throws ServerError what a failed check means to who asked for it. */
function explainCheck(error: unknown, name: string): never {
  if (!(error instanceof TrainingFailure)) throw error;
  if (error.code === 'INTERRUPTED')
    throw new ServerError(
      'TOO_BUSY',
      `the photos were not checked within ${CHECK_MS / 60_000} minutes; on the server's machine: supcon data check ${name}`,
      {
        cause: error,
        retryAfterSeconds: 60,
      },
    );
  throw new ServerError('BAD_REQUEST', `data: ${error.message}`, { cause: error });
}

/** Whether a job trains a run, or will. */
function isOf({ payload, progress }: Job, run: string): boolean {
  return (payload as TrainPayload).run === run || progress?.about?.['run'] === run;
}

function rootOf(config: RunDescription['config']): string | undefined {
  const { root } = (config['data'] ?? {}) as { readonly root?: unknown };
  return typeof root === 'string' ? root : undefined;
}

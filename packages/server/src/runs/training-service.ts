import type { Job } from '../domain/job-queue.js';
import type { ReceivedPhotos } from '../domain/photo-archives.js';
import type { DataCheck } from '../domain/trainer.js';
import type { DataSet } from './data-sets.js';
import type { TrainingRequest } from './plan-training.js';

/** Trainings that this server begins, ends and goes on with, each as a job; and what there is to train on. Methods that begin something throw ServerError TRAINING_OFF where
 * the configuration does not allow it, TRAINING_UNAVAILABLE where there is no program that trains, and TOO_BUSY where ten trainings wait or run already. */
export interface TrainingService {
  /** Whether trainings are allowed. */
  readonly isAllowed: boolean;
  /** By name. */
  data(): Promise<readonly DataSet[]>;
  /** Makes a folder of photos of a .zip. @throws ServerError BAD_REQUEST; what `PhotoArchives.receive` throws. */
  receiveData(name: string, body: AsyncIterable<Uint8Array>): Promise<{ readonly data: DataSet } & Omit<ReceivedPhotos, 'kept'>>;
  /** Removes a folder of photos for good. @throws ServerError DATA_NOT_FOUND; DATA_CONFLICT while a training needs it that waits or runs. */
  removeData(name: string): Promise<void>;
  /** What to know of photos before training. @throws ServerError DATA_NOT_FOUND; BAD_REQUEST in the words of the trainer; TOO_BUSY where it takes too long. */
  checkData(name: string): Promise<DataCheck>;
  /** @throws ServerError BAD_REQUEST, DATA_NOT_FOUND. */
  start(request: TrainingRequest): Promise<Job>;
  /** Ends a training as Ctrl-C would: it saves, and can be gone on with. @returns its job. @throws ServerError TRAINING_OFF, RUN_NOT_FOUND; RUN_CONFLICT where no job of
   * this server trains it. */
  stop(run: string): Promise<Job>;
  /** Goes on with a training that was stopped or failed; asked again while that waits or runs, the same job answers. @throws ServerError RUN_NOT_FOUND; RUN_CONFLICT where
   * it is finished, somebody trains it, or its photos do not lie in `SUPCON_HOME/data`. */
  resume(run: string): Promise<Job>;
}

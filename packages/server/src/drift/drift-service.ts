import type { DriftObserver } from '../domain/drift-observer.js';
import type { MeasuredDrift } from '../domain/measures.js';
import type { DriftReport } from './drift-report.js';

/** Whether what comes in is like what models were set on. */
export interface DriftService {
  /** @param model a reference as `ModelRegistry.resolve` takes it. Default: the model that serves.
   * @throws ServerError NO_MODEL, BAD_REQUEST, MODEL_NOT_FOUND, MODEL_UNUSABLE where its artifact is damaged, NOT_READY, STORAGE_FULL. */
  report(options?: { readonly model?: string | undefined }): Promise<DriftReport>;
  /** The thumbnail of an example, a JPEG. @throws ServerError EXAMPLE_NOT_FOUND, NOT_READY. */
  example(id: string): Promise<Uint8Array>;
  /** How the measures of the model that serves stand; undefined where none serves, nothing is followed, or it cannot be told now. Never throws. */
  measured(): Promise<MeasuredDrift | undefined>;
}

/** Follows drift while the server runs. */
export interface FollowedDrift extends DriftService {
  readonly observer: DriftObserver;
  /** Keeps what has not been kept yet, and lets go of what is too old. Is done every minute; never throws. */
  keepUp(): Promise<void>;
  /** Keeps what has not been kept yet. The store stays open. */
  close(): Promise<void>;
}

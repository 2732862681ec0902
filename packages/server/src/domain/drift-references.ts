import type { DriftReference } from '@supcon/core/artifact';
import type { ModelRecord } from './model-registry.js';

/** What an artifact says of the pictures that it was set on. */
export interface ModelReference {
  /** undefined for artifacts of earlier versions, and of very few pictures. */
  readonly drift: DriftReference | undefined;
  /** Of so many known pictures this share at most was above the threshold of unknown ones; undefined where unknown pictures are not told, or it is not known of how many. */
  readonly unknown: { readonly images: number; readonly falseAlarmRate: number } | undefined;
}

/** Where the references of models come from. */
export interface DriftReferences {
  /** @throws CoreError BAD_ARTIFACT where the artifact is damaged or gone. */
  load(model: ModelRecord): Promise<ModelReference>;
}

import type { CollectionOptions } from '../collections/collection-state.js';
import type { HnswParameters } from '../adapters/hnsw/hnsw-graph.js';
import type { ImageEncoderOptions } from '../encoder/image-encoder.js';
import type { DriftOptions } from '../drift/drift-settings.js';
import type { DuplicateLimits } from '../collections/duplicates/duplicate-limits.js';
import type { PredictionLimits } from '../collections/predictions/prediction-limits.js';
import type { ProjectionLimits } from '../collections/projections/projection-limits.js';
import type { FeedbackOptions } from '../feedback/feedback-settings.js';
import type { ImportBounds } from './open-imports.js';
import type { TrainingOptions } from '../runs/training-settings.js';

/** Where things lie, and how encoder, index and collections are set. */
export interface ServicesOptions {
  /** SUPCON_HOME: artifacts are read from it, `server/` in it is written. */
  readonly home: string;
  /** An artifact folder, which may lie anywhere, to serve with this time; without one, the model that the alias `production` names. */
  readonly artifact?: string | undefined;
  readonly encoder: ImageEncoderOptions;
  /** Encoders in memory at a time, at least 2: the one that serves stays, the others make room for each other. */
  readonly maxEncoders: number;
  /** Bytes that they may take together. */
  readonly modelMemoryBytes: number;
  readonly hnsw: HnswParameters;
  readonly collections: CollectionOptions;
  readonly projections: ProjectionLimits;
  readonly duplicates: DuplicateLimits;
  readonly predictions: PredictionLimits;
  readonly feedback: FeedbackOptions;
  readonly drift: DriftOptions;
  readonly training: TrainingOptions;
  readonly limits: {
    readonly collections: number;
    readonly modelBytes: number;
    readonly dataBytes: number;
    readonly freeDiskBytes: number;
  } & ImportBounds;
}

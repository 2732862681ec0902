import { count, roomSettings } from '../../domain/settings.js';

const MIB = 1024 * 1024;

/** How much is kept. */
export interface PredictionLimits {
  /** Of all predictions that are kept, bytes. */
  readonly cacheBytes: number;
}

/** How predictions are set from outside. One takes some 40 bytes and its id. */
export const predictionSettings = roomSettings(
  { SUPCON_PREDICTION_BYTES: count(MIB, Number.MAX_SAFE_INTEGER).default(256 * MIB) },
  (s): PredictionLimits => ({ cacheBytes: s.SUPCON_PREDICTION_BYTES }),
);

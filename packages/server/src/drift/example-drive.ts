import type { DriftReference } from '@supcon/core/artifact';
import type { SeenPicture } from '../domain/drift-observer.js';
import type { DriftMeasure } from '../domain/drift-store.js';
import type { DriftWindow } from './drift-window.js';

/** Which way a window has gone from the reference. */
export interface DriftGuide {
  /** [D] of length 1, from the reference's mean to the window's; undefined where there is no reference. */
  readonly direction: Float64Array | undefined;
  /** [C] by how much the share of each class is larger than in the reference. */
  readonly risen: readonly number[];
}

/** @param reference undefined where the artifact has none.  @returns what tells how much a picture drives each measure. */
export function guideOf(reference: DriftReference | undefined, window: DriftWindow): DriftGuide {
  if (!reference || window.pictures === 0) return { direction: undefined, risen: [] };
  const { mean, record } = reference;
  const shift = Float64Array.from(mean, (value, d) => window.embeddings[d]! / window.pictures - value);
  const length = Math.hypot(...shift);
  return {
    direction: length > 0 ? shift.map((value) => value / length) : undefined,
    risen: record.predicted.map((count, c) => window.predicted[c]! / window.pictures - count / record.images),
  };
}

/** How much a picture drives each measure: how far its embedding lies the way the mean has gone; how unsure the model is; how far its score is above the threshold, of unknown pictures; and by how much the
 * share of its class has risen, where it has. Only to be compared with others of the same measure. */
export function drivesOf(
  { embedding, confidence, unknown, label }: SeenPicture,
  { direction, risen }: DriftGuide,
): Partial<Record<DriftMeasure, number>> {
  const rise = risen[label] ?? 0;
  return {
    ...(direction ? { embeddings: direction.reduce((sum, value, d) => sum + value * embedding[d]!, 0) } : {}),
    confidence: 1 - confidence,
    ...(unknown?.isUnknown === true ? { unknown: unknown.score - unknown.threshold } : {}),
    ...(rise > 0 ? { labels: rise } : {}),
  };
}

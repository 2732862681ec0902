import { z } from 'zod';

/** Bins of equal width over 0..1 that confidences are counted in. */
export const CONFIDENCE_BINS = 20;

/** What a manifest says of the validation pictures that later ones are compared with; the mean of their embeddings lies in `drift/`. */
export const driftRecordSchema = z.strictObject({
  /** Which way of taking it. */
  taking: z.literal(1),
  /** N: pictures that the classifier behind the figures had not seen. */
  images: z.int().min(2),
  /** [20] pictures by the probability of their most probable class, at the manifest's temperature: bin b holds (b / 20, (b + 1) / 20]. */
  confidence: z.array(z.int().min(0)).length(CONFIDENCE_BINS),
  /** [C] pictures by their most probable class, as labels are ordered. */
  predicted: z.array(z.int().min(0)).min(1),
  /** tr(Σ²) of the covariance Σ of the unit embeddings, estimated from pairs of pictures. Its trace follows from the mean: N / (N - 1) · (1 - ‖mean‖²). */
  squaredCovariance: z.number().min(0),
});

/** Of a manifest. */
export type DriftRecord = z.infer<typeof driftRecordSchema>;

/** The bin of a confidence. @param confidence 0..1. @returns 0..19. */
export function confidenceBin(confidence: number): number {
  return Math.min(CONFIDENCE_BINS - 1, Math.max(0, Math.ceil(confidence * CONFIDENCE_BINS) - 1));
}

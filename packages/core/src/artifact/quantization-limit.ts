import { z } from 'zod';

/** What an encoder in 8 bits may lose beside the one in float32, on validation pictures, for it to be used without being asked for. */
export const quantizationLimitSchema = z.strictObject({
  /** Share of them that may be given another class: no accuracy can change by more. */
  otherwise: z.number().min(0).max(1),
  /** The mean cosine of the two embeddings of a picture, at least. */
  cosine: z.number().min(-1).max(1),
  /** Pictures that this is measured on, at least: of fewer, one that is given another class weighs too much. */
  images: z.int().min(1),
});

/** What is written where nothing else is asked for. */
export const QUANTIZATION_LIMIT: Readonly<z.infer<typeof quantizationLimitSchema>> = { otherwise: 0.02, cosine: 0.95, images: 20 };

/** Whether what 8 bits cost is inside the artifact's own limit. False where it says no limit. */
export function isWithinLimit({
  validation,
  limit,
}: {
  readonly validation: { readonly images: number; readonly agreement: number; readonly cosine: { readonly mean: number } };
  readonly limit?: z.infer<typeof quantizationLimitSchema> | undefined;
}): boolean {
  if (!limit) return false;
  const { images, agreement, cosine } = validation;
  // Counted in pictures: 1 - 0.98 is more than 0.02 in floating point.
  const otherwise = images - Math.round(agreement * images);
  return images >= limit.images && otherwise <= limit.otherwise * images && cosine.mean >= limit.cosine;
}

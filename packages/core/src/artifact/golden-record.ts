import { z } from 'zod';

/** Which pictures an artifact records its encoder's answers to. They are not kept: `drawGoldenPictures` draws them again. */
export const goldenRecordSchema = z.strictObject({
  /** Which way of drawing them. */
  drawing: z.literal(1),
  seed: z.int().min(0),
  /** N. */
  pictures: z.int().min(1).max(64),
});

/** Of a manifest. */
export type GoldenRecord = z.infer<typeof goldenRecordSchema>;

/** What new artifacts record. */
export const GOLDEN: GoldenRecord = { drawing: 1, seed: 0, pictures: 8 };

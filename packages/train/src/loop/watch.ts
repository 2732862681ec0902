import { z } from 'zod';

/** What a finished epoch looked like, as far as alarms are concerned. */
export const epochSummarySchema = z.object({
  epoch: z.int().describe('From 1.'),
  loss: z.number().describe('What was descended, mean over steps.'),
  contrastive: z.number().optional().describe('The contrastive term alone, where there is one.'),
  learningRate: z.number().describe('Of its last step.'),
  spread: z.number().describe('Of the embeddings (see `embeddingSpread`), mean over steps.'),
  loneAnchors: z.number().describe('Share of anchors without a positive in their batch, 0..1.'),
});
export type EpochSummary = z.output<typeof epochSummarySchema>;

/** An alarm: looks at one epoch after the other and says at most once what is wrong and what mends it. */
export interface Watch {
  readonly code: 'COLLAPSE' | 'PLATEAU' | 'LONE_ANCHORS';
  /** @returns the warning, where there is one. */
  look(epoch: EpochSummary): string | undefined;
}

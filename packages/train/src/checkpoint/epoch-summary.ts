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

/** See `epochSummarySchema`. */
export type EpochSummary = z.output<typeof epochSummarySchema>;

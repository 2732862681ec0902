import { CONFIDENCE_BINS } from '@supcon/core/artifact';
import type { DriftBlock } from '../domain/drift-store.js';

/** Sums over all pictures that are compared with the reference. */
export interface DriftWindow extends Omit<DriftBlock, 'id' | 'began' | 'ended'> {
  /** When the first and the last of them came: ISO 8601 in UTC; null where there is none. */
  readonly since: string | null;
  readonly until: string | null;
}

/** Adds blocks of one model up. @param embeddingSize D.  @param classes C: blocks that do not fit both are of another artifact of the name, and left out. */
export function sumBlocks(
  blocks: readonly DriftBlock[],
  { embeddingSize, classes }: { readonly embeddingSize: number; readonly classes: number },
): DriftWindow {
  const fitting = blocks.filter(
    ({ embeddings, predicted, confidence }) =>
      embeddings.length === embeddingSize && predicted.length === classes && confidence.length === CONFIDENCE_BINS,
  );
  const embeddings = new Float64Array(embeddingSize);
  for (const block of fitting) block.embeddings.forEach((sum, d) => (embeddings[d]! += sum));
  const sum = (of: (block: DriftBlock) => number): number => fitting.reduce((all, block) => all + of(block), 0);
  const sums = (length: number, of: (block: DriftBlock) => readonly number[]): number[] =>
    Array.from({ length }, (_, at) => sum((block) => of(block)[at]!));
  return {
    since: fitting.map(({ began }) => began).sort()[0] ?? null,
    until:
      fitting
        .map(({ ended }) => ended)
        .sort()
        .at(-1) ?? null,
    pictures: sum(({ pictures }) => pictures),
    embeddings,
    confidence: sums(CONFIDENCE_BINS, (block) => block.confidence),
    predicted: sums(classes, (block) => block.predicted),
    judged: sum(({ judged }) => judged),
    unknown: sum(({ unknown }) => unknown),
  };
}

import type { EncodedImage, GoldenTest } from '../domain/encoder-leases.js';
import type { ModelRecord } from '../domain/model-registry.js';

/** How far answers may be from those that were recorded: other processors and libraries add in another order, and in 8 bits a value may fall on the other side of a step.
 * Embeddings by cosine; logits by their distance, as a share of the largest recorded one (of 1 where all are smaller). */
const TOLERANCES = { float32: { cosine: 0.9999, logits: 0.01 }, int8: { cosine: 0.99, logits: 0.1 } } as const;

/** @param found of the golden pictures, in their order.
 * @returns where an encoder's answers are others than those that its artifact recorded, in words; undefined where they are the same. */
export function goldenDifference(
  { answers }: Pick<GoldenTest, 'answers'>,
  found: readonly Pick<EncodedImage, 'embedding' | 'logits'>[],
  { precision, labels, embeddingSize }: Pick<ModelRecord, 'precision' | 'labels' | 'embeddingSize'>,
): string | undefined {
  const { cosine, logits: share } = TOLERANCES[precision];
  for (const [n, { embedding, logits }] of found.entries()) {
    const picture = `of golden picture ${n + 1} of ${found.length}`;
    const along = dot(embedding, answers.embeddings.subarray(n * embeddingSize, (n + 1) * embeddingSize));
    if (!(along >= cosine))
      return `its embedding ${picture} has a cosine of ${along.toFixed(4)} with the one that was recorded when it was frozen, and ${cosine} is the least`;
    const recorded = answers.logits.subarray(n * labels.length, (n + 1) * labels.length);
    const most = share * recorded.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
    const c = recorded.findIndex((value, at) => !(Math.abs(value - logits[at]!) <= most));
    if (c >= 0)
      return `its logit of '${labels[c]}' ${picture} is ${logits[c]!.toFixed(3)}, where ${recorded[c]!.toFixed(3)} was recorded when it was frozen, and ${most.toFixed(3)} is the most between them`;
  }
  return undefined;
}

function dot(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, d) => sum + value * other[d]!, 0);
}

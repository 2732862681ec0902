import { CoreError } from '../errors.js';
import type { Engine, Handle } from '../engine/engine.js';

/** An encoder with its head, as `gradCacheStep` uses it. */
export interface GradCacheModel<Chunk> {
  /** Forward as in training, with nothing kept for a backward pass and no running statistic moved: forward, then discard.
   * @returns projections float32 [m, P], owned by the caller. */
  embed(chunk: Chunk): Handle | Promise<Handle>;
  /** Forward as in training, the same as `embed` to the bit, keeping what `backward` needs. @returns projections float32 [m, P], owned by the caller. */
  forward(chunk: Chunk): Handle | Promise<Handle>;
  /** Adds this chunk's share to every parameter's gradient. @param gradient float32 [m, P]; borrowed. */
  backward(gradient: Handle, chunk: Chunk): void | Promise<void>;
}

/** The exact gradient of a loss over a large batch in the memory of one chunk. A contrastive loss is no sum over chunks, so gradients of smaller batches do not add up to
 * it; but it sees the encoder only through the projections. Hence: projections of all chunks with nothing kept, the loss and its gradient by the projections,
 * then forward and backward once more for each chunk with its rows of that gradient. Costs one more forward pass.
 *
 * Exact means: equal to backward through the whole batch with batch statistics taken chunk by chunk. What is random in a chunk must be drawn the same in both passes.
 * @param chunks at least one, of any sizes; rows of the batch are in their order.
 * @param loss of the projections of the whole batch [M, P], which it borrows; its gradient [M, P] is freed here.
 * @returns what `loss` answered, without the gradient; the parameters hold theirs.
 * @throws CoreError BAD_SHAPE without chunks.
 * @see Gao et al., arXiv:2101.06983, algorithm of section 3. */
export async function gradCacheStep<Chunk, Answer extends { readonly gradient: Handle }>(
  engine: Engine,
  chunks: readonly Chunk[],
  model: GradCacheModel<Chunk>,
  loss: (projections: Handle) => Promise<Answer>,
): Promise<Omit<Answer, 'gradient'>> {
  if (chunks.length === 0) throw new CoreError('BAD_SHAPE', 'gradCacheStep: expected at least one chunk, got none');
  const parts: Handle[] = [];
  const counts: number[] = [];
  let whole: Handle | undefined;
  let answer: Answer;
  try {
    for (const chunk of chunks) parts.push(await model.embed(chunk));
    counts.push(...parts.map((part) => part.shape[0] ?? 0));
    whole = engine.concatRows(parts);
    answer = await loss(whole);
  } finally {
    engine.free(...parts, ...(whole ? [whole] : []));
  }
  const { gradient, ...rest } = answer;
  try {
    let begin = 0;
    for (const [index, chunk] of chunks.entries()) {
      const count = counts[index] ?? 0;
      const own = engine.sliceRows(gradient, begin, count);
      begin += count;
      try {
        engine.free(await model.forward(chunk));
        await model.backward(own, chunk);
      } finally {
        engine.free(own);
      }
    }
  } finally {
    engine.free(gradient);
  }
  return rest;
}

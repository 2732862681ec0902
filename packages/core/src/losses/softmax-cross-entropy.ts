import { CoreError } from '../errors.js';
import type { Engine, Handle } from '../engine/engine.js';
import { softmaxRows } from '../math/softmax-rows.js';
import { assertLabelCount, assertMatrix } from './loss-arguments.js';

export interface SoftmaxCrossEntropy {
  /** Nats, mean over rows. */
  readonly loss: number;
  /** float32 [N, C]: d loss / d logits. Owned by the caller. */
  readonly gradient: Handle;
  /** Rows whose largest logit is the label's (the first of equals). */
  readonly correct: number;
}

/** Cross-entropy of the softmax of each row with its label, mean over rows.
 * @param logits float32 [N, C]; borrowed.  @param labels [N], each in 0..C-1.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export async function softmaxCrossEntropy(engine: Engine, logits: Handle, labels: Int32Array): Promise<SoftmaxCrossEntropy> {
  const [rows, classes] = assertMatrix('softmaxCrossEntropy', 'logits', logits);
  assertLabelCount('softmaxCrossEntropy', labels, rows);
  const stray = labels.find((label) => label < 0 || label >= classes);
  if (stray !== undefined)
    throw new CoreError('BAD_LABELS', `softmaxCrossEntropy: labels must be 0..${classes - 1} for ${classes} logits, got ${stray}`, {
      details: { label: stray, classes },
    });
  const { loss, gradient, correct } = softmaxRows((await engine.download(logits)) as Float32Array, classes, labels);
  return { loss, gradient: engine.upload(Float32Array.from(gradient), [rows, classes]), correct };
}

import { CoreError } from '../errors.js';

/** Named float32 tensors, as a checkpoint keeps them. */
export type QueueState = Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** Embeddings of earlier batches as further contrasts (cross-batch memory, Wang et al., arXiv:1912.06798): unit projections and labels on the host, first in, first
 * out. They are constants: no gradient reaches them. */
export interface EmbeddingQueue {
  /** Most rows held. */
  readonly capacity: number;
  /** P. */
  readonly size: number;
  /** Rows held now. */
  readonly count: number;
  /** [count, P], oldest first; valid until the next `push` or `load`. */
  readonly embeddings: Float32Array;
  /** [count] */
  readonly labels: Int32Array;
  /** Adds rows behind the newest and drops the oldest beyond the capacity. Copies.
   * @param embeddings [M, P] float32, unit rows.  @param labels [M].  @throws CoreError BAD_SHAPE, BAD_LABELS. */
  push(embeddings: Float32Array, labels: Int32Array): void;
  /** All it holds, for a checkpoint: `queue.embeddings` [count, P] and `queue.labels` [count], oldest first. How full it is follows from the shapes. */
  state(): QueueState;
  /** Puts a saved state in the place of what it holds. Afterwards it does to the bit what the saved queue would have done.
   * @throws CoreError BAD_WEIGHTS when the state is not one of a queue of this size, or holds more than fits. */
  load(state: QueueState): void;
}

const EMBEDDINGS = 'queue.embeddings';
const LABELS = 'queue.labels';
/** Labels are saved as float32, which is exact up to here. */
const LARGEST_LABEL = 2 ** 24;

/** @param options.capacity rows, at least 1.  @param options.size P of the projections.  @throws CoreError BAD_LOSS. */
export function createEmbeddingQueue({ capacity, size }: { capacity: number; size: number }): EmbeddingQueue {
  if (!Number.isInteger(capacity) || capacity < 1 || !Number.isInteger(size) || size < 1)
    throw new CoreError('BAD_LOSS', `createEmbeddingQueue: capacity and size must be whole numbers >= 1, got ${capacity} and ${size}`);
  const embeddings = new Float32Array(capacity * size);
  const labels = new Int32Array(capacity);
  let count = 0;

  const held = (): Float32Array => embeddings.subarray(0, count * size);
  const heldLabels = (): Int32Array => labels.subarray(0, count);

  return {
    capacity,
    size,
    get count() {
      return count;
    },
    get embeddings() {
      return held();
    },
    get labels() {
      return heldLabels();
    },
    push: (rows, rowLabels) => {
      if (rows.length !== rowLabels.length * size)
        throw new CoreError('BAD_SHAPE', `embedding queue: ${rowLabels.length} labels need rows of ${size}, got ${rows.length} values`);
      const stray = rowLabels.find((label) => Math.abs(label) > LARGEST_LABEL);
      if (stray !== undefined) throw new CoreError('BAD_LABELS', `embedding queue: labels must stay within 2^24, got ${stray}`);
      const added = Math.min(rowLabels.length, capacity);
      const dropped = Math.max(0, count + added - capacity);
      // Oldest first, whatever happened before: the order of sums, and so their last bit, survives a resume.
      embeddings.copyWithin(0, dropped * size, count * size);
      labels.copyWithin(0, dropped, count);
      count -= dropped;
      embeddings.set(rows.subarray((rowLabels.length - added) * size), count * size);
      labels.set(rowLabels.subarray(rowLabels.length - added), count);
      count += added;
    },
    state: () =>
      new Map([
        [EMBEDDINGS, { shape: [count, size], data: held().slice() }],
        [LABELS, { shape: [count], data: Float32Array.from(heldLabels()) }],
      ]),
    load: (state) => {
      const rows = state.get(EMBEDDINGS);
      const rowLabels = state.get(LABELS);
      const saved = rowLabels?.data.length ?? 0;
      if (!rows || !rowLabels || rows.shape.join() !== `${saved},${size}` || rows.data.length !== saved * size || saved > capacity)
        throw new CoreError(
          'BAD_WEIGHTS',
          `embedding queue: expected ${EMBEDDINGS} [n, ${size}] and ${LABELS} [n] with n <= ${capacity}, got ${describe(state)}`,
        );
      embeddings.set(rows.data);
      labels.set(rowLabels.data);
      count = saved;
    },
  };
}

function describe(state: QueueState): string {
  return [...state].map(([name, { shape }]) => `${name} [${shape.join(', ')}]`).join(', ') || 'nothing';
}

import type { Engine, Handle } from '../engine/engine.js';
import { normaliseRows, normaliseRowsGrad, type UnitRows } from '../math/normalise-rows.js';
import { assertLabelCount, assertMatrix } from './loss-arguments.js';

/** What a loss on similarities answers: its value and how it changes with each of them. */
export interface SimilarityLoss {
  /** Nats, or the square of a distance, as the loss has it. */
  readonly loss: number;
  /** [M, M + Q] float32, d loss / d similarity with every entry counted on its own: an entry (i, j) and its mirror (j, i) are two. */
  readonly weights: Float32Array;
}

/** Contrasts that are no rows of the batch: nothing flows back to them. */
export interface ExtraContrasts {
  /** [Q, P] float32, treated like the batch's rows after normalisation. */
  readonly embeddings: Float32Array;
  /** [Q] */
  readonly labels: Int32Array;
}

/** What rows are compared as, and with what beside each other. */
export interface PairwiseOptions {
  /** Scale rows to length 1 first. Default true. */
  readonly normalise?: boolean;
  /** Q more columns behind the batch's own. Default none. */
  readonly extra?: ExtraContrasts | undefined;
}

/** A contrastive loss with its gradient, and the rows that it compared. */
export interface PairwiseLoss<Terms extends SimilarityLoss> {
  readonly terms: Terms;
  /** float32 [M, P]: d loss / d projections. Owned by the caller. */
  readonly gradient: Handle;
  /** [M, P] the rows that were compared: of length 1 unless `normalise` is false. */
  readonly rows: Float32Array;
}

/** A loss that sees projections only through their inner products S = Z · [Z; extra]ᵀ, with its gradient and without autograd.
 *
 * Products are the engine's, in float32; `evaluate` runs on the host. Each row is both an anchor and everyone else's contrast, so with
 * W = d loss / d S the rows get dZ = (W + Wᵀ) Z over the batch's columns plus W · extra over the others, then go back through the normalisation.
 * @param projections float32 [M, P]; borrowed.  @param labels [M].
 * @param evaluate from similarities [M, M + Q] (the diagonal holds |z|²) to the loss.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export async function pairwiseLoss<Terms extends SimilarityLoss>(
  where: string,
  engine: Engine,
  projections: Handle,
  labels: Int32Array,
  options: PairwiseOptions,
  evaluate: (similarities: Float32Array) => Terms,
): Promise<PairwiseLoss<Terms>> {
  const [rows, columns] = assertMatrix(where, 'projections', projections);
  assertLabelCount(where, labels, rows);
  const { normalise = true, extra } = options;
  // A copy: on the CPU the engine may hand out memory that it frees with the handle.
  const given = Float32Array.from((await engine.download(projections)) as Float32Array);
  const normalised = normalise ? normaliseRows(given, columns) : undefined;
  const own = normalised?.unit ?? given;
  const queued = extra?.labels.length ?? 0;
  const live: Handle[] = [];
  const keep = (handle: Handle): Handle => {
    live.push(handle);
    return handle;
  };
  try {
    const anchors = keep(engine.upload(own, [rows, columns]));
    const contrasts = extra && queued > 0 ? keep(engine.upload(joined(own, extra.embeddings), [rows + queued, columns])) : anchors;
    const similarities = keep(engine.matMul(anchors, contrasts, false, true));
    const terms = evaluate((await engine.download(similarities)) as Float32Array);
    const weights = keep(engine.upload(addMirror(terms.weights, rows), [rows, rows + queued]));
    const dRows = keep(engine.matMul(weights, contrasts));
    const gradient = backThroughNormalisation((await engine.download(dRows)) as Float32Array, normalised);
    return { terms, gradient: engine.upload(gradient, [rows, columns]), rows: own };
  } finally {
    engine.free(...live);
  }
}

/** Rows whose label no other row has.  @param labels [M]. */
export function countLoneRows(labels: Int32Array): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()].filter((count) => count === 1).length;
}

function backThroughNormalisation(gradient: Float32Array, normalised: UnitRows | undefined): Float32Array {
  return normalised ? normaliseRowsGrad(gradient, normalised) : Float32Array.from(gradient);
}

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const all = new Float32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** Adds its transpose to the square part of [rows, width] weights. */
function addMirror(weights: Float32Array, rows: number): Float32Array {
  const width = weights.length / rows;
  const both = weights.slice();
  for (let i = 0; i < rows; i++) for (let j = 0; j < rows; j++) both[i * width + j] = weights[i * width + j]! + weights[j * width + i]!;
  return both;
}

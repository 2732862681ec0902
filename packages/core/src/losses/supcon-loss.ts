import { CoreError } from '../errors.js';
import type { Engine, Handle } from '../engine/engine.js';
import { normaliseRows, normaliseRowsGrad } from '../math/normalise-rows.js';
import { assertLabelCount, assertMatrix } from './loss-arguments.js';
import { supConOfSimilarities, type SupConScaling } from './supcon-similarities.js';

export interface SupConOptions {
  /** Finite, > 0. Default 0.1. */
  readonly temperature?: number;
  /** Default `paper`. */
  readonly scaling?: SupConScaling;
}

export interface SupConLoss {
  /** Nats; 0 when no anchor has a positive. ln(N·V - 1) when all projections coincide: collapse. */
  readonly loss: number;
  /** float32 [N·V, P]: d loss / d projections, through the normalisation. Owned by the caller. */
  readonly gradient: Handle;
  /** Anchors whose label nobody else in the batch has: left out of the mean, still negatives to all others. */
  readonly anchorsWithoutPositives: number;
}

/** Supervised contrastive loss L_out: mean over the anchors that have a positive. Rows may come in any order of views.
 *
 * Projections are scaled to length 1 inside; similarities are products in float32, sums of exponentials float64. The gradient is closed
 * form: p = softmax of a row without self, G = (p - 1[positive] / |P|) / anchors, dZ = (G + Gᵀ) Z / temperature, then through the
 * normalisation.
 * @param projections float32 [N·V, P], not normalised; borrowed.  @param labels [N·V], one for each row.
 * @throws CoreError BAD_TEMPERATURE, BAD_SHAPE, BAD_LABELS.
 * @see Khosla et al., arXiv:2004.11362, eq. 2. Unlike SupContrast `losses.py`: no factor temperature / 0.07 (see `scaling`). */
export async function supConLoss(
  engine: Engine,
  projections: Handle,
  labels: Int32Array,
  { temperature = 0.1, scaling = 'paper' }: SupConOptions = {},
): Promise<SupConLoss> {
  if (!Number.isFinite(temperature) || temperature <= 0)
    throw new CoreError('BAD_TEMPERATURE', `supConLoss: temperature must be a finite number > 0, got ${temperature}; the paper uses 0.1`, {
      details: { temperature },
    });
  const [rows, columns] = assertMatrix('supConLoss', 'projections', projections);
  assertLabelCount('supConLoss', labels, rows);
  const normalised = normaliseRows((await engine.download(projections)) as Float32Array, columns);
  const unit = engine.upload(normalised.unit, [rows, columns]);
  const similarities = engine.matMul(unit, unit, false, true);
  const { loss, weights, anchorsWithoutPositives } = supConOfSimilarities(
    (await engine.download(similarities)) as Float32Array,
    labels,
    temperature,
    scaling,
  );
  const weightsHandle = engine.upload(weights, [rows, rows]);
  const dUnit = engine.matMul(weightsHandle, unit);
  const gradient = normaliseRowsGrad((await engine.download(dUnit)) as Float32Array, normalised);
  engine.free(unit, similarities, weightsHandle, dUnit);
  return { loss, gradient: engine.upload(gradient, [rows, columns]), anchorsWithoutPositives };
}

import type { EncoderLayout } from '../plans/encoder-layout.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import type { SymmetricWindow } from '../plans/window.js';
import { CoreError } from '../errors.js';
import type { NormStatistics } from './batch-norm.js';
import { createConvBn, type ConvBn } from './conv-bn.js';
import { createConvolution } from './convolution.js';
import type { Unit } from './unit.js';

/** An encoder's first convolution, whose input needs no gradient, and the max pooling behind it where there is one. */
export interface Stem extends Omit<Unit, 'backward'> {
  /** @param dy gradient of the output; borrowed.  @param x the input of `forward`.  @param y its output. */
  backward(dy: Handle, x: Handle, y: Handle): void;
}

/** @throws CoreError BAD_ENCODER for pooling behind a convolution without batch normalisation, which no encoder has. */
export function createStem(
  engine: Engine,
  layout: Pick<EncoderLayout, 'stem' | 'pool'>,
  precision: Precision,
  seed: number,
  normStatistics?: NormStatistics,
): Stem {
  const { stem, pool } = layout;
  if (stem.kind === 'conv') {
    if (pool) throw new CoreError('BAD_ENCODER', `${stem.name}: pooling needs batch normalisation before it`);
    const convolution = createConvolution(engine, stem, precision, seed);
    return {
      ...convolution,
      backward: (dy, x) => {
        convolution.backwardParameters(dy, x);
      },
    };
  }
  const unit = createConvBn(engine, stem, precision, seed, normStatistics);
  if (pool) return pooled(engine, unit, pool);
  return {
    ...unit,
    backward: (dy, x, y) => {
      unit.backwardParameters(dy, x, y);
    },
  };
}

/** The output before pooling is replayed for backward, as it is the largest activation of all. */
function pooled(engine: Engine, unit: ConvBn, pool: SymmetricWindow): Stem {
  const shrink = (features: Handle): Handle => {
    const y = engine.maxPool(features, pool);
    engine.free(features);
    return y;
  };
  return {
    ...unit,
    forward: (x, updateStatistics) => shrink(unit.forward(x, updateStatistics)),
    backward: (dy, x, y) => {
      const features = unit.replay();
      const dFeatures = engine.maxPoolGrad(dy, features, y, pool);
      unit.backwardParameters(dFeatures, x, features);
      engine.free(features, dFeatures);
    },
    infer: (x) => shrink(unit.infer(x)),
  };
}

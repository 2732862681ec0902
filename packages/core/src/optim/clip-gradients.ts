import type { Engine } from '../engine/engine.js';
import type { Parameter } from '../units/parameter.js';
import { assertOptions } from './assert-option.js';
import { squaredNorms } from './squared-norms.js';

/** Scales all gradients together so that their norm is at most `maxNorm` (Pascanu et al., arXiv:1211.5063, algorithm 1, over all parameters
 * at once). Call it between backward and the optimiser's step. Gradients of frozen parameters neither count nor change, and a norm
 * that is not finite changes nothing: the caller sees it in the answer. Unlike PyTorch's, the divisor has no 1e-6 added.
 * @param maxNorm above 0.
 * @returns the norm before clipping.
 * @throws CoreError BAD_OPTIMISER for a maxNorm that is not above 0. */
export async function clipGradients(engine: Engine, parameters: readonly Parameter[], maxNorm: number): Promise<number> {
  assertOptions('clipGradients', 'above 0', { maxNorm });
  const moving = parameters.filter((parameter) => parameter.rate > 0 && parameter.gradient);
  const squares = await squaredNorms(
    engine,
    moving.map((parameter) => parameter.gradient!),
  );
  const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  if (norm > maxNorm && Number.isFinite(norm))
    for (const parameter of moving) {
      const clipped = engine.scale(parameter.gradient!, maxNorm / norm);
      engine.free(parameter.gradient!);
      parameter.gradient = clipped;
    }
  return norm;
}

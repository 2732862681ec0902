import type { Engine, Handle } from '../engine/engine.js';
import type { Parameter } from '../units/parameter.js';

/** gradient + weightDecay · value, the gradient of weightDecay/2 · ‖value‖²: a new handle, or `gradient` itself where nothing decays. */
export function addWeightDecay(engine: Engine, parameter: Parameter, gradient: Handle, weightDecay: number): Handle {
  if (!parameter.decay || weightDecay === 0) return gradient;
  const decay = engine.scale(parameter.value, weightDecay);
  const sum = engine.add(gradient, decay);
  engine.free(decay);
  return sum;
}

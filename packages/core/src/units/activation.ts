import type { Activation } from '../encoders/layer-plan.js';
import type { Engine, Handle } from '../engine/engine.js';

/** Back through an activation, from its output `y`. Both are borrowed; without an activation the answer is `dy` itself. */
export function activationGradient(engine: Engine, activation: Activation, dy: Handle, y: Handle): Handle {
  if (activation === 'none') return dy;
  return activation === 'relu' ? engine.reluGrad(dy, y) : engine.relu6Grad(dy, y);
}

import type { Activation } from '../encoders/layer-plan.js';
import type { Engine, Handle } from '../engine/engine.js';

/** The activation of `x`, which it takes over: freed, or answered as it is where there is no activation. */
export function activate(engine: Engine, activation: Activation, x: Handle): Handle {
  if (activation === 'none') return x;
  const y = activation === 'relu' ? engine.relu(x) : engine.relu6(x);
  engine.free(x);
  return y;
}

/** Back through an activation, from its output `y`. Both are borrowed; without an activation the answer is `dy` itself. */
export function activationGradient(engine: Engine, activation: Activation, dy: Handle, y: Handle): Handle {
  if (activation === 'none') return dy;
  return activation === 'relu' ? engine.reluGrad(dy, y) : engine.relu6Grad(dy, y);
}

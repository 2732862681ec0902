import type { Engine, Handle } from '../engine/engine.js';
import type { Parameter } from '../units/parameter.js';

/** Hands each parameter that has a gradient and is not frozen (`rate` above 0) to `move`, and frees the gradients, those of frozen ones too.
 * @param move sets the parameter's value and slots; borrows the gradient. */
export function moveParameters(
  engine: Engine,
  parameters: readonly Parameter[],
  move: (parameter: Parameter, gradient: Handle) => void,
): void {
  for (const parameter of parameters) {
    const { gradient } = parameter;
    if (!gradient) continue;
    parameter.gradient = undefined;
    try {
      if (parameter.rate > 0) move(parameter, gradient);
    } finally {
      engine.free(gradient);
    }
  }
}

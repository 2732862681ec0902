import type { Engine } from '../engine/engine.js';
import type { Parameter } from '../units/parameter.js';

/** Where training stands at a step. */
export interface StepSettings {
  /** Before each parameter's own `rate`. */
  readonly learningRate: number;
  /** Steps finished before this one: 0 at the first. Bias corrections follow from it, so a resumed run needs no counter of its own. */
  readonly step: number;
}

/** What moves parameters along their gradients. It keeps nothing itself: its memory lies in the parameters' slots. */
export interface Optimiser {
  /** Moves every parameter that has a gradient and frees the gradient, also of one that is frozen (`rate` 0). */
  step(engine: Engine, parameters: readonly Parameter[], settings: StepSettings): Promise<void>;
}

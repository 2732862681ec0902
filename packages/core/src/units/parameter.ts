import type { Engine, Handle } from '../engine/engine.js';

/** A trained tensor: master value in float32, its gradient between backward and the optimiser step, its velocity. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** Weight decay applies to convolution and dense kernels, not to biases and batch normalisation. */
  readonly decay: boolean;
  value: Handle;
  gradient: Handle | undefined;
  /** Momentum buffer; created by the optimiser at its first step. */
  velocity: Handle | undefined;
}

/** A parameter on `engine` from host values. */
export function createParameter(engine: Engine, name: string, data: Float32Array, shape: readonly number[], decay: boolean): Parameter {
  return { name, shape, decay, value: engine.upload(data, shape), gradient: undefined, velocity: undefined };
}

/** Sets `parameter.gradient`, adding to one that is already there. Takes ownership of `gradient`, casts it to float32. */
export function addGradient(engine: Engine, parameter: Parameter, gradient: Handle): void {
  let incoming = gradient;
  if (incoming.dtype !== 'float32') {
    incoming = engine.cast(gradient, 'float32');
    engine.free(gradient);
  }
  if (parameter.gradient) {
    const sum = engine.add(parameter.gradient, incoming);
    engine.free(parameter.gradient, incoming);
    incoming = sum;
  }
  parameter.gradient = incoming;
}

export function disposeParameter(engine: Engine, parameter: Parameter): void {
  engine.free(parameter.value);
  if (parameter.gradient) engine.free(parameter.gradient);
  if (parameter.velocity) engine.free(parameter.velocity);
  parameter.gradient = undefined;
  parameter.velocity = undefined;
}

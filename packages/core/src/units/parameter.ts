import type { Engine, Handle } from '../engine/engine.js';

/** A trained tensor: master value in float32, its gradient between backward and the optimiser step, and what the optimiser remembers of it. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** Weight decay applies to convolution and dense kernels, not to biases and batch normalisation. */
  readonly decay: boolean;
  value: Handle;
  gradient: Handle | undefined;
  /** What an optimiser keeps of this parameter between steps, by name (`velocity`, ...): float32, of the parameter's shape. Lives here
   * so that a checkpoint finds it. */
  readonly slots: Map<string, Handle>;
  /** Multiplies the learning rate. 0 freezes the parameter: no step, no weight decay. */
  rate: number;
}

/** A parameter on `engine` from host values. */
export function createParameter(engine: Engine, name: string, data: Float32Array, shape: readonly number[], decay: boolean): Parameter {
  return { name, shape, decay, value: engine.upload(data, shape), gradient: undefined, slots: new Map(), rate: 1 };
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

/** Puts `value` in a slot and frees what was there. Takes ownership of `value`. */
export function setSlot(engine: Engine, parameter: Parameter, slot: string, value: Handle): void {
  const before = parameter.slots.get(slot);
  if (before) engine.free(before);
  parameter.slots.set(slot, value);
}

/** Frees a parameter with its gradient and what optimisers keep beside it. */
export function disposeParameter(engine: Engine, parameter: Parameter): void {
  engine.free(parameter.value);
  if (parameter.gradient) engine.free(parameter.gradient);
  engine.free(...parameter.slots.values());
  parameter.gradient = undefined;
  parameter.slots.clear();
}

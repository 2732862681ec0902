import { CoreError } from '../errors.js';
import type { Engine, Handle } from '../engine/engine.js';
import type { WeightMap } from '../plans/weight-map.js';
import { createRng } from '../rng.js';
import { addGradient, createParameter, disposeParameter, type Parameter } from './parameter.js';
import { loadTensors, readTensors } from './tensor-transfer.js';

/** y = x · kernel + bias in float32. Parameters `<name>.kernel` [I, O] and `<name>.bias` [O]. */
export interface Dense {
  readonly parameters: readonly Parameter[];
  /** @param x float32 [N, I]; borrowed, and must live until `backward`.  @returns [N, O]. */
  forward(x: Handle): Handle;
  /** @param dy [N, O]; borrowed.  @returns [N, I]. */
  backward(dy: Handle): Handle;
  /** `forward` with nothing kept. @param x float32 [N, I]; borrowed.  @returns [N, O]. */
  infer(x: Handle): Handle;
  weights(): Promise<WeightMap>;
  /** @throws CoreError BAD_WEIGHTS */
  load(weights: WeightMap): void;
  dispose(): void;
}

/** Kernel uniform in ±sqrt(6 / (I + O)) (Glorot and Bengio, 2010, eq. 16), bias 0. */
export function createDense(engine: Engine, options: { name: string; inputs: number; outputs: number; seed: number }): Dense {
  const { name, inputs, outputs, seed } = options;
  if (inputs < 1 || outputs < 1)
    throw new CoreError('BAD_SHAPE', `${name}: inputs and outputs must be at least 1, got ${inputs} and ${outputs}`);
  const rng = createRng(seed, 'init', name);
  const limit = Math.sqrt(6 / (inputs + outputs));
  const kernel = createParameter(
    engine,
    `${name}.kernel`,
    Float32Array.from({ length: inputs * outputs }, () => rng.between(-limit, limit)),
    [inputs, outputs],
    true,
  );
  const bias = createParameter(engine, `${name}.bias`, new Float32Array(outputs), [outputs], false);
  const parameters = [kernel, bias];
  let input: Handle | undefined;
  const infer = (x: Handle): Handle => {
    const product = engine.matMul(x, kernel.value);
    const y = engine.addBias(product, bias.value);
    engine.free(product);
    return y;
  };
  return {
    parameters,
    forward: (x) => {
      input = x;
      return infer(x);
    },
    backward: (dy) => {
      if (!input) throw new CoreError('NO_FORWARD', `${name}: backward needs a forward before it`);
      addGradient(engine, kernel, engine.matMul(input, dy, true, false));
      addGradient(engine, bias, engine.sumRows(dy));
      input = undefined;
      return engine.matMul(dy, kernel.value, false, true);
    },
    infer,
    weights: () => readTensors(engine, parameters),
    load: (weights) => {
      loadTensors(engine, parameters, weights);
    },
    dispose: () => {
      for (const parameter of parameters) disposeParameter(engine, parameter);
    },
  };
}

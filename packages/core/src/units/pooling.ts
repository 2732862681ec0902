import { GEM_EPSILON, GEM_EXPONENT, type PoolingPlan } from '../plans/pooling-plan.js';
import type { DType, Engine, Handle } from '../engine/engine.js';
import { addGradient, createParameter, disposeParameter, type Parameter } from './parameter.js';

/** The last feature map [N, H, W, D], in any precision, to the embedding [N, D] in float32. It keeps nothing. */
export interface Pooling {
  readonly parameters: readonly Parameter[];
  forward(features: Handle): Handle;
  /** @param gradient float32 [N, D]; borrowed.  @param features the input of `forward`.  @returns gradient of the features, in their precision. */
  backward(gradient: Handle, features: Handle): Handle;
  /** Also frees the parameters. */
  dispose(): void;
}

/** Makes the pooling of a plan, from the last feature map [N, H, W, D] to the embedding [N, D]. */
export function createPooling(engine: Engine, plan: PoolingPlan): Pooling {
  return plan.kind === 'average' ? averagePooling(engine) : gemPooling(engine, plan.p, plan.learnable);
}

function averagePooling(engine: Engine): Pooling {
  return {
    parameters: [],
    forward: (features) => inFloat32(engine, features, (wide) => engine.globalAveragePool(wide)),
    backward: (gradient, features) => narrow(engine, engine.globalAveragePoolGrad(gradient, features.shape), features.dtype),
    dispose: () => undefined,
  };
}

function gemPooling(engine: Engine, p: number, learnable: boolean): Pooling {
  const exponent = createParameter(engine, GEM_EXPONENT, Float32Array.of(p), [1], false);
  return {
    parameters: learnable ? [exponent] : [],
    forward: (features) => inFloat32(engine, features, (wide) => engine.gemPool(wide, exponent.value, GEM_EPSILON)),
    backward: (gradient, features) => {
      const { dx, dP } = inFloat32(engine, features, (wide) => engine.gemPoolGrad(gradient, wide, exponent.value, GEM_EPSILON));
      if (learnable) addGradient(engine, exponent, dP);
      else engine.free(dP);
      return narrow(engine, dx, features.dtype);
    },
    dispose: () => {
      disposeParameter(engine, exponent);
    },
  };
}

function inFloat32<T>(engine: Engine, features: Handle, compute: (wide: Handle) => T): T {
  const wide = engine.cast(features, 'float32');
  const result = compute(wide);
  engine.free(wide);
  return result;
}

/** Takes over `wide`. */
function narrow(engine: Engine, wide: Handle, dtype: DType): Handle {
  const cast = engine.cast(wide, dtype);
  engine.free(wide);
  return cast;
}

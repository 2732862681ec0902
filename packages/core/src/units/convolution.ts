import type { ConvPlan } from '../encoders/layer-plan.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import { createRng } from '../rng.js';
import { addGradient, createParameter } from './parameter.js';
import type { Unit } from './unit.js';

/** Convolution without bias, plain or depthwise. Between forward and backward it keeps the kernel in working precision. */
export interface Convolution extends Unit {
  backward(dy: Handle, x: Handle): Handle;
  /** `backward` where the input needs no gradient. */
  backwardParameters(dy: Handle, x: Handle): void;
}

/** Kernels drawn as in He et al., arXiv:1502.01852 (fan out, ReLU gain). */
export function createConvolution(engine: Engine, plan: Omit<ConvPlan, 'kind'>, precision: Precision, seed: number): Convolution {
  const { name, inputs, outputs, window, depthwise } = plan;
  const taps = window.kernel * window.kernel;
  const shape = [window.kernel, window.kernel, inputs, depthwise ? 1 : outputs];
  const rng = createRng(seed, 'init', name);
  const deviation = Math.sqrt(2 / (taps * (depthwise ? 1 : outputs)));
  const kernel = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal() * deviation);
  const filter = createParameter(engine, `${name}.conv`, kernel, shape, true);
  let working: Handle | undefined;

  const convolve = (x: Handle, w: Handle): Handle => (depthwise ? engine.depthwiseConv2d(x, w, window) : engine.conv2d(x, w, window));
  const kernelInUse = (): Handle => working ?? filter.value;
  const discard = (): void => {
    if (working) engine.free(working);
    working = undefined;
  };
  const filterGradient = (dy: Handle, x: Handle): void => {
    addGradient(
      engine,
      filter,
      depthwise ? engine.depthwiseConv2dFilterGrad(x, shape, dy, window) : engine.conv2dFilterGrad(x, shape, dy, window),
    );
  };

  return {
    parameters: [filter],
    statistics: [],
    forward: (x) => {
      discard();
      if (precision !== 'float32') working = engine.cast(filter.value, precision);
      return convolve(x, kernelInUse());
    },
    backward: (dy, x) => {
      filterGradient(dy, x);
      const dx = depthwise
        ? engine.depthwiseConv2dInputGrad(x.shape, kernelInUse(), dy, window)
        : engine.conv2dInputGrad(x.shape, kernelInUse(), dy, window);
      discard();
      return dx;
    },
    backwardParameters: (dy, x) => {
      filterGradient(dy, x);
      discard();
    },
    infer: (x) => {
      if (x.dtype === 'float32') return convolve(x, filter.value);
      const cast = engine.cast(filter.value, x.dtype);
      const y = convolve(x, cast);
      engine.free(cast);
      return y;
    },
    discard,
  };
}

import type { ConvPlan } from '../plans/layer-plan.js';
import type { DType, Engine, Handle, Precision } from '../engine/engine.js';
import { createRng } from '../rng.js';
import { addGradient, createParameter } from './parameter.js';
import type { Unit } from './unit.js';

/** Convolution without bias, plain or depthwise. It keeps nothing: the kernel is brought into working precision for each pass, which costs less than
 * keeping that of a whole encoder from forward to backward (in bfloat16, half of the weights once more). */
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

  const convolve = (x: Handle, w: Handle): Handle => (depthwise ? engine.depthwiseConv2d(x, w, window) : engine.conv2d(x, w, window));
  const withKernel = (dtype: DType, pass: (w: Handle) => Handle): Handle => {
    if (dtype === 'float32') return pass(filter.value);
    const w = engine.cast(filter.value, dtype);
    const result = pass(w);
    engine.free(w);
    return result;
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
    forward: (x) => withKernel(precision, (w) => convolve(x, w)),
    backward: (dy, x) => {
      filterGradient(dy, x);
      return withKernel(precision, (w) =>
        depthwise ? engine.depthwiseConv2dInputGrad(x.shape, w, dy, window) : engine.conv2dInputGrad(x.shape, w, dy, window),
      );
    },
    backwardParameters: (dy, x) => {
      filterGradient(dy, x);
    },
    infer: (x) => withKernel(x.dtype, (w) => convolve(x, w)),
    discard: () => undefined,
  };
}

import * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { FusedKernel } from '../fused-kernel.js';
import { gradientSums, inputGradientOf, moments, normalise } from './batch-norm-kernels.js';
import { channelSums } from './channel-sums.js';
import { geometryOf, type ConvolutionAttributes } from './convolution-geometry.js';
import { convolve, filterGradient, inputGradient } from './convolution-products.js';
import { matMulKernel } from './mat-mul-kernel.js';
import { pointwise } from './pointwise.js';

type Shape = readonly number[];
/** @returns `undefined` for what only tfjs's own kernel can do. */
type OwnKernel = (backend: WebGPUBackend, inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap | undefined) => tf.TensorInfo | undefined;

const OWN: Readonly<Record<string, OwnKernel>> = {
  Conv2D: (backend, { x, filter }, attrs) => {
    const geometry = x && filter && geometryOf(x.shape, filter.shape, attrs as unknown as ConvolutionAttributes);
    return geometry && convolve(backend, x, filter, geometry);
  },
  Conv2DBackpropInput: (backend, { dy, filter }, attrs) => {
    const { inputShape, ...attributes } = attrs as unknown as ConvolutionAttributes & { inputShape: Shape };
    const geometry = dy && filter && geometryOf(inputShape, filter.shape, attributes);
    return geometry && inputGradient(backend, dy, filter, geometry);
  },
  Conv2DBackpropFilter: (backend, { x, dy }, attrs) => {
    const { filterShape, ...attributes } = attrs as unknown as ConvolutionAttributes & { filterShape: Shape };
    const geometry = x && dy && geometryOf(x.shape, filterShape, attributes);
    return geometry && filterGradient(backend, x, dy, geometry);
  },
  BatchMatMul: matMulKernel,
};

type Inputs<Name extends string> = Readonly<Record<Name, tf.TensorInfo>>;
type Fused = (backend: WebGPUBackend, inputs: never) => tf.TensorInfo | tf.TensorInfo[];

const FUSED: Readonly<Record<FusedKernel, Fused>> = {
  SupconMoments: (backend, { x }: Inputs<'x'>) => [...moments(backend, x)],
  SupconNormalise: (backend, { x, ...perChannel }: Inputs<'x' | 'mean' | 'invStd' | 'gamma' | 'beta'>) => normalise(backend, x, perChannel),
  SupconBatchNormSums: (backend, { dy, x, mean, invStd }: Inputs<'dy' | 'x' | 'mean' | 'invStd'>) =>
    gradientSums(backend, dy, x, mean, invStd),
  SupconBatchNormGradient: (backend, { dy, x, ...perChannel }: Inputs<'dy' | 'x' | 'mean' | 'invStd' | 'gamma' | 'dBeta' | 'dGamma'>) =>
    inputGradientOf(backend, dy, x, perChannel),
  SupconReluGrad: (backend, { dy, y }: Inputs<'dy' | 'y'>) =>
    pointwise(backend, { name: 'reluGrad', values: { dy, y }, expression: 'select(T(0.0), dy, y > T(0.0))' }),
  SupconRelu6Grad: (backend, { dy, y }: Inputs<'dy' | 'y'>) =>
    pointwise(backend, { name: 'relu6Grad', values: { dy, y }, expression: 'select(T(0.0), dy, (y > T(0.0)) & (y < T(6.0)))' }),
  SupconSumRows: (backend, { x }: Inputs<'x'>) => {
    const sums = channelSums(backend, { name: 'channelSum', values: { x }, expressions: ['x'] });
    return { ...sums, shape: x.shape.slice(-1) };
  },
};

/** tfjs's own kernels, to fall back on and to compare with. */
const originals = new Map<string, tf.KernelConfig>();

/** Puts this project's kernels in the place of tfjs's for convolutions, their gradients and matrix products, and beside them for batch
 * normalisation and the like, or takes them away again. tfjs's gradient of the filter runs one invocation for each entry over all pixels, its
 * gradient of the input one for each pixel, and its product of few outputs adds in whatever order the GPU gets to it (4.22.0). */
export function registerWebgpuKernels(whose: 'own' | 'tfjs'): void {
  for (const [kernelName, own] of Object.entries(OWN)) {
    const original = originals.get(kernelName) ?? tf.getKernel(kernelName, BACKEND);
    originals.set(kernelName, original);
    tf.unregisterKernel(kernelName, BACKEND);
    tf.registerKernel(whose === 'tfjs' ? original : { kernelName, backendName: BACKEND, kernelFunc: insteadOf(original, own) });
  }
  for (const [kernelName, fused] of Object.entries(FUSED)) {
    const present = (tf.getKernel(kernelName, BACKEND) as tf.KernelConfig | undefined) !== undefined;
    if (present && whose === 'tfjs') tf.unregisterKernel(kernelName, BACKEND);
    if (!present && whose === 'own')
      tf.registerKernel({
        kernelName,
        backendName: BACKEND,
        kernelFunc: ({ inputs, backend }) => fused(asWebgpu(backend), inputs as never),
      });
  }
}

const BACKEND = 'webgpu';

/** Kernels of a backend are only run with it. */
const asWebgpu = (backend: unknown): WebGPUBackend => backend as WebGPUBackend;

function insteadOf(original: tf.KernelConfig, own: OwnKernel): tf.KernelFunc {
  return (run) => own(asWebgpu(run.backend), run.inputs, run.attrs) ?? original.kernelFunc(run);
}

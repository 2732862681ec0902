import { tensorOf } from '../onnx/tensor-of.js';
import type { DenseLayer } from '../plans/dense-layer.js';
import { BATCH_NORM_EPSILON } from '../plans/layer-plan.js';
import type { WeightMap } from '../plans/weight-map.js';
import type { ProjectionHeadKind } from './projection-head.js';

/** A trained projection head as what it computes in inference: kernel' = kernel · gamma / sqrt(variance + eps) and bias' = (bias - mean) · gamma /
 * sqrt(variance + eps) + beta where there is batch normalisation, in float64.
 * @param inputs D, of the embedding.  @param weights of the head, under its own names (`head.dense1.kernel`, ...).
 * @throws CoreError BAD_WEIGHTS when a tensor is missing, of another size or not finite. */
export function denseLayers(kind: ProjectionHeadKind, inputs: number, weights: WeightMap): DenseLayer[] {
  const layers: DenseLayer[] = [];
  let width = inputs;
  for (let number = 1; number === 1 || weights.has(`head.dense${number}.kernel`); number++) {
    const outputs = weights.get(`head.dense${number}.bias`)?.data.length ?? 0;
    const take = (name: string, length: number): Float32Array => tensorOf(weights, `head.${name}`, length);
    const bias = take(`dense${number}.bias`, outputs);
    const kernel = take(`dense${number}.kernel`, width * outputs);
    const last = !weights.has(`head.dense${number + 1}.kernel`);
    width = outputs;
    if (last || kind !== 'mlp-bn') {
      layers.push({ kernel, bias, relu: !last || kind === 'dense-relu' });
      continue;
    }
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'mean', 'variance'].map((part) => take(`norm${number}.${part}`, outputs)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const factors = Float64Array.from(gamma, (value, o) => value / Math.sqrt(variance[o]! + BATCH_NORM_EPSILON));
    layers.push({
      kernel: kernel.map((value, at) => value * factors[at % outputs]!),
      bias: bias.map((value, o) => (value - mean[o]!) * factors[o]! + beta[o]!),
      relu: true,
    });
  }
  return layers;
}

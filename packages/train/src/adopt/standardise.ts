import type { DenseLayer } from '@supcon/core';
import type { FeatureStandard } from '../loop/frozen-features.js';

/** Measures embeddings, in float64, so that one learning rate suits every encoder. @param embeddings [N, D] */
export function measureStandard(embeddings: Float32Array, width: number): FeatureStandard {
  const rows = embeddings.length / width;
  const mean = new Float64Array(width);
  embeddings.forEach((value, at) => (mean[at % width]! += value / rows));
  let variance = 0;
  embeddings.forEach((value, at) => (variance += (value - mean[at % width]!) ** 2 / embeddings.length));
  return { mean: Float32Array.from(mean), deviation: Math.sqrt(variance) || 1 };
}

/** (x - mean) / deviation. @param embeddings [N, D] */
export function standardise(embeddings: Float32Array, { mean, deviation }: FeatureStandard): Float32Array {
  const width = mean.length;
  return embeddings.map((value, at) => (value - mean[at % width]!) / deviation);
}

/** A layer on standardised embeddings as one on embeddings as they come: kernel' = kernel / deviation, bias' = bias - mean · kernel'. */
export function foldStandard({ kernel, bias, relu }: DenseLayer, { mean, deviation }: FeatureStandard): DenseLayer {
  const outputs = bias.length;
  const offset = new Float64Array(outputs);
  kernel.forEach((value, at) => (offset[at % outputs]! += (mean[Math.floor(at / outputs)]! * value) / deviation));
  return { kernel: kernel.map((value) => value / deviation), bias: bias.map((value, o) => value - offset[o]!), relu };
}

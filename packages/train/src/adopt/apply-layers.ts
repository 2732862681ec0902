import type { DenseLayer } from '@supcon/core';

/** What dense layers make of embeddings, in float64. @param embeddings [N, D]  @returns float32 [N, P], the embeddings themselves where there is no layer. */
export function applyLayers(layers: readonly DenseLayer[], embeddings: Float32Array, width: number): Float32Array {
  const rows = embeddings.length / width;
  let values: Float32Array = embeddings;
  let inputs = width;
  for (const { kernel, bias, relu } of layers) {
    const outputs = bias.length;
    const next = new Float32Array(rows * outputs);
    const sums = new Float64Array(outputs);
    for (let row = 0; row < rows; row++) {
      sums.set(bias);
      for (let i = 0; i < inputs; i++) {
        const value = values[row * inputs + i]!;
        if (value === 0) continue;
        for (let o = 0; o < outputs; o++) sums[o]! += value * kernel[i * outputs + o]!;
      }
      for (let o = 0; o < outputs; o++) next[row * outputs + o] = relu ? Math.max(0, sums[o]!) : sums[o]!;
    }
    values = next;
    inputs = outputs;
  }
  return values;
}

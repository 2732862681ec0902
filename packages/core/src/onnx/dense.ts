import type { GraphBuilder } from './graph-builder.js';

/** A dense layer as PyTorch keeps it. */
export interface DenseWeights {
  /** [O, I] row-major. */
  readonly weight: Float32Array;
  /** [O]; none where undefined. */
  readonly bias?: Float32Array | undefined;
  /** [O], what each output is multiplied by in the end; nothing where undefined. It goes into weight and bias. */
  readonly scale?: Float32Array | undefined;
}

/** x W^T + b over the last axis.
 * @param x name of [..., I].  @param inputs I.  @returns name of [..., O]. */
export function addDense(graph: GraphBuilder, name: string, x: string, inputs: number, { weight, bias, scale }: DenseWeights): string {
  const outputs = weight.length / inputs;
  const kernel = new Float32Array(weight.length);
  for (let o = 0; o < outputs; o++) for (let i = 0; i < inputs; i++) kernel[i * outputs + o] = weight[o * inputs + i]! * (scale?.[o] ?? 1);
  const product = graph.node('MatMul', `${name}.product`, [x, graph.floats(`${name}.weight`, [inputs, outputs], kernel)]);
  if (!bias) return product;
  const added = scale ? bias.map((value, o) => value * scale[o]!) : bias;
  return graph.node('Add', `${name}.sum`, [product, graph.floats(`${name}.bias`, [outputs], added)]);
}

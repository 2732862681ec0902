import { addDense } from './dense.js';
import { int, ints, type GraphBuilder } from './graph-builder.js';

/** Weights of attention, as timm keeps them: queries, keys and values below each other. */
export interface AttentionWeights {
  /** [3 D, D]. */
  readonly qkv: Float32Array;
  /** [3 D]; none where undefined. */
  readonly qkvBias?: Float32Array | undefined;
  /** [D, D] and [D]. */
  readonly projection: Float32Array;
  readonly projectionBias: Float32Array;
  /** [D], what each channel of the answer is multiplied by; nothing where undefined. */
  readonly scale?: Float32Array | undefined;
}

/** Every token's mean of all tokens' values, weighted by softmax(q k / sqrt(D / heads)) in each head, projected (Vaswani et al., arXiv:1706.03762, section 3.2).
 * @param x name of [N, T, D].  @param width D.  @returns name of [N, T, D]. */
export function addAttention(
  graph: GraphBuilder,
  name: string,
  x: string,
  width: number,
  heads: number,
  weights: AttentionWeights,
): string {
  const each = width / heads;
  const split = graph.integers(`${name}.split`, [4], [0, 0, heads, each]);
  /** One of the three, by head: [N, heads, ...]. The queries' weights carry the divisor. */
  const part = (index: number, label: string, perm: readonly number[], factor = 1): string => {
    const dense = addDense(graph, `${name}.${label}`, x, width, {
      weight: weights.qkv.subarray(index * width ** 2, (index + 1) * width ** 2),
      bias: weights.qkvBias?.subarray(index * width, (index + 1) * width),
      ...(factor === 1 ? {} : { scale: new Float32Array(width).fill(factor) }),
    });
    return graph.node(
      'Transpose',
      `${name}.${label}.heads`,
      [graph.node('Reshape', `${name}.${label}.split`, [dense, split])],
      [ints('perm', perm)],
    );
  };
  const queries = part(0, 'queries', [0, 2, 1, 3], 1 / Math.sqrt(each));
  const keys = part(1, 'keys', [0, 2, 3, 1]);
  const values = part(2, 'values', [0, 2, 1, 3]);
  const shares = graph.node(
    'Softmax',
    `${name}.shares`,
    [graph.node('MatMul', `${name}.similarities`, [queries, keys])],
    [int('axis', -1)],
  );
  const means = graph.node('MatMul', `${name}.means`, [shares, values]);
  const turned = graph.node('Transpose', `${name}.means.tokens`, [means], [ints('perm', [0, 2, 1, 3])]);
  const joined = graph.node('Reshape', `${name}.joined`, [turned, graph.integers(`${name}.join`, [3], [0, 0, width])]);
  const { projection: weight, projectionBias: bias, scale } = weights;
  return addDense(graph, `${name}.projection`, joined, width, { weight, bias, scale });
}

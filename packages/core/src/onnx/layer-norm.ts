import { int, ints, type GraphBuilder } from './graph-builder.js';

/** timm's, for ConvNeXts and vision transformers. */
const LAYER_NORM_EPSILON = 1e-6;

/** (x - mean) / sqrt(variance + 1e-6) * weight + bias over the last axis (Ba et al., arXiv:1607.06450), in operations of opset 13: the one called
 * LayerNormalization came with 17. ONNX Runtime makes one of most of them (all in a vision transformer).
 * @param x name of [..., C].  @param weight [C].  @param bias [C].  @returns name of [..., C]. */
export function addLayerNorm(graph: GraphBuilder, name: string, x: string, weight: Float32Array, bias: Float32Array): string {
  const constant = (part: string, value: number): string => graph.floats(`${name}.${part}`, [], Float32Array.of(value));
  const mean = (part: string, of: string): string =>
    graph.node('ReduceMean', `${name}.${part}`, [of], [ints('axes', [-1]), int('keepdims', 1)]);
  const centred = graph.node('Sub', `${name}.centred`, [x, mean('mean', x)]);
  const variance = mean('variance', graph.node('Pow', `${name}.squares`, [centred, constant('two', 2)]));
  const bounded = graph.node('Add', `${name}.bounded`, [variance, constant('epsilon', LAYER_NORM_EPSILON)]);
  const unit = graph.node('Div', `${name}.unit`, [centred, graph.node('Sqrt', `${name}.deviation`, [bounded])]);
  const scaled = graph.node('Mul', `${name}.scaled`, [unit, graph.floats(`${name}.weight`, [weight.length], weight)]);
  return graph.node('Add', `${name}.normalised`, [scaled, graph.floats(`${name}.bias`, [bias.length], bias)]);
}

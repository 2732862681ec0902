import { CoreError } from '../errors.js';
import { NORM_EPSILON } from '../math/normalise-rows.js';
import { int, ints, type GraphBuilder } from './graph-builder.js';

/** A linear classifier as a graph takes it in. */
export interface ClassifierConstants {
  /** [D, C] row-major. */
  readonly weight: Float32Array;
  /** [C]. */
  readonly bias: Float32Array;
}

/** From this opset on, the axes of a reduction to a sum or a norm are an input instead of an attribute. */
const AXES_AS_INPUT = 18;

/** What a served encoder answers: `embedding` [N, D], the features scaled to length 1, and `logits` [N, C] of the features as they are.
 * @param features name of the value [N, D].  @param opset of the model that the nodes go into.
 * @throws CoreError BAD_WEIGHTS when the classifier does not fit or is not finite. */
export function addClassifier(
  graph: GraphBuilder,
  features: string,
  embeddingSize: number,
  { weight, bias }: ClassifierConstants,
  opset: number,
): void {
  const classes = bias.length;
  if (weight.length !== embeddingSize * classes)
    throw new CoreError('BAD_WEIGHTS', `exportOnnx: the classifier needs ${embeddingSize} x ${classes} weights, got ${weight.length}`);
  if (![...weight, ...bias].every(Number.isFinite))
    throw new CoreError('BAD_WEIGHTS', 'exportOnnx: the classifier holds a value that is not finite; fit it again');
  // At least NORM_EPSILON, so that a picture without any active feature answers zeros instead of NaN.
  const length = reduce(graph, 'ReduceL2', 'features.length', features, [1], { keepDims: true, opset });
  const divisor = graph.node('Max', 'features.divisor', [length, graph.floats('features.epsilon', [1], Float32Array.of(NORM_EPSILON))]);
  graph.node('Div', 'embedding', [features, divisor]);
  graph.node('Gemm', 'logits', [
    features,
    graph.floats('classifier.weight', [embeddingSize, classes], weight),
    graph.floats('classifier.bias', [classes], bias),
  ]);
}

/** A reduction over axes, as the opset wants it written. @returns `name`. */
export function reduce(
  graph: GraphBuilder,
  operation: 'ReduceL2' | 'ReduceMean',
  name: string,
  input: string,
  axes: readonly number[],
  { keepDims, opset }: { readonly keepDims: boolean; readonly opset: number },
): string {
  const keep = int('keepdims', keepDims ? 1 : 0);
  return opset >= AXES_AS_INPUT
    ? graph.node(operation, name, [input, graph.integers(`${name}.axes`, [axes.length], axes)], [keep])
    : graph.node(operation, name, [input], [ints('axes', axes), keep]);
}

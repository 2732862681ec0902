import { CoreError } from '../errors.js';
import type { ConvBnPlan, EncoderPlan } from '../encoders/resnet-plan.js';
import type { WeightMap } from '../encoders/weight-map.js';
import type { Window } from '../engine/engine.js';
import { NORM_EPSILON } from '../math/normalise-rows.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import { GraphBuilder, int, ints } from './graph-builder.js';

/** Opset 13 and IR version 7 are read by every ONNX Runtime since 1.6. */
const OPSET = 13;
const IR_VERSION = 7;

/** The frozen encoder and its linear classifier as an ONNX model, batch normalisation folded into the convolutions.
 *
 * Input `images` float32 [N, S, S, 3], normalised pixels (see `image/preprocess.ts`), any N. Outputs `embedding` float32 [N, D] of length 1, and `logits`
 * float32 [N, C] from the embedding before it is scaled.
 * @param classifier.weight [D, C] row-major  @param classifier.bias [C]
 * @throws CoreError BAD_WEIGHTS when a tensor is missing, of another size or not finite. */
export function exportOnnx(
  plan: EncoderPlan,
  weights: WeightMap,
  classifier: { readonly weight: Float32Array; readonly bias: Float32Array },
  imageSize: number,
): Uint8Array {
  const { embeddingSize } = plan;
  const classes = classifier.bias.length;
  if (classifier.weight.length !== embeddingSize * classes)
    throw new CoreError(
      'BAD_WEIGHTS',
      `exportOnnx: the classifier needs ${embeddingSize} x ${classes} weights, got ${classifier.weight.length}`,
    );
  if (![...classifier.weight, ...classifier.bias].every(Number.isFinite))
    throw new CoreError('BAD_WEIGHTS', 'exportOnnx: the classifier holds a value that is not finite; fit it again');
  const graph = new GraphBuilder();

  const convBn = (unit: ConvBnPlan, x: string): string => {
    const { kernel, bias } = foldBatchNorm(unit, weights);
    const side = unit.window.kernel;
    const y = graph.node(
      'Conv',
      `${unit.name}.bn`,
      [
        x,
        graph.floats(`${unit.name}.kernel`, [unit.outputs, unit.inputs, side, side], kernel),
        graph.floats(`${unit.name}.bias`, [unit.outputs], bias),
      ],
      windowAttributes(unit.window),
    );
    return unit.relu ? graph.node('Relu', `${unit.name}.relu`, [y]) : y;
  };

  let x = graph.node('Transpose', 'images.nchw', ['images'], [ints('perm', [0, 3, 1, 2])]);
  x = convBn(plan.stem, x);
  if (plan.pool) x = graph.node('MaxPool', 'stem.pool', [x], windowAttributes(plan.pool));
  for (const block of plan.blocks) {
    const branch = block.body.reduce((activation, unit) => convBn(unit, activation), x);
    const skip = block.shortcut ? convBn(block.shortcut, x) : x;
    x = graph.node('Relu', block.name, [graph.node('Add', `${block.name}.sum`, [branch, skip])]);
  }
  const pooled = graph.node('Flatten', 'features', [graph.node('GlobalAveragePool', 'features.pooled', [x])], [int('axis', 1)]);
  // At least NORM_EPSILON, so that a picture without any active feature answers zeros instead of NaN.
  const length = graph.node('ReduceL2', 'features.length', [pooled], [ints('axes', [1]), int('keepdims', 1)]);
  const divisor = graph.node('Max', 'features.divisor', [length, graph.floats('features.epsilon', [1], Float32Array.of(NORM_EPSILON))]);
  graph.node('Div', 'embedding', [pooled, divisor]);
  graph.node('Gemm', 'logits', [
    pooled,
    graph.floats('classifier.weight', [embeddingSize, classes], classifier.weight),
    graph.floats('classifier.bias', [classes], classifier.bias),
  ]);
  return graph.build({
    name: `resnet${plan.options.depth}`,
    opset: OPSET,
    irVersion: IR_VERSION,
    producerVersion: '1',
    inputs: { images: ['N', imageSize, imageSize, 3] },
    outputs: { embedding: ['N', embeddingSize], logits: ['N', classes] },
  });
}

function windowAttributes({ kernel, stride, padding }: Window): ReturnType<typeof ints>[] {
  return [ints('kernel_shape', [kernel, kernel]), ints('strides', [stride, stride]), ints('pads', [padding, padding, padding, padding])];
}

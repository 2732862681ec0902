import onnxProto from 'onnx-proto';
import { CoreError } from '../errors.js';
import type { ClassifierConstants } from './classifier-graph.js';
import { decodeModel } from './describe-onnx.js';
import { floatValue, GraphBuilder } from './graph-builder.js';
import { readConstant } from './read-onnx.js';

const { ModelProto } = onnxProto.onnx;

/** A served encoder (`exportOnnx`, `quantizeOnnx`, `finishAdopted`) with another classifier, of as many classes as that has; all else stays to the bit.
 * @throws CoreError UNSUPPORTED for a model without such a classifier, BAD_WEIGHTS for one of other features or that is not finite. */
export function replaceClassifier(model: Uint8Array, { weight, bias }: ClassifierConstants): Uint8Array {
  const proto = decodeModel(model);
  const { graph } = proto;
  const old = graph.initializer.find(({ name }) => name === 'classifier.weight');
  if (!old || !graph.output.some(({ name }) => name === 'logits'))
    throw new CoreError('UNSUPPORTED', 'replaceClassifier: the model has no classifier of ours');
  const width = readConstant(old).shape[0]!;
  const classes = bias.length;
  if (weight.length !== width * classes || !weight.every(Number.isFinite) || !bias.every(Number.isFinite))
    throw new CoreError(
      'BAD_WEIGHTS',
      `replaceClassifier: the classifier needs ${width} x ${classes} finite weights, got ${weight.length}`,
    );
  const fresh = new GraphBuilder();
  fresh.floats('classifier.weight', [width, classes], weight);
  fresh.floats('classifier.bias', [classes], bias);
  const { initialisers } = fresh.parts();
  const renewed = new Map(initialisers.map((tensor) => [tensor.name ?? '', tensor]));
  return ModelProto.encode({
    ...proto,
    graph: {
      ...graph,
      initializer: graph.initializer.map((tensor) => renewed.get(tensor.name ?? '') ?? tensor),
      output: graph.output.map((value) => (value.name === 'logits' ? floatValue('logits', ['N', classes]) : value)),
      valueInfo: (graph.valueInfo ?? []).filter(({ name }) => name !== 'logits'),
    },
  }).finish();
}

import onnxProto, { type onnx } from 'onnx-proto';
import { CoreError } from '../errors.js';
import type { DenseLayer } from '../plans/dense-layer.js';
import type { OnnxEncoder } from '../plans/onnx-encoder-schema.js';
import { addClassifier, reduce, type ClassifierConstants } from './classifier-graph.js';
import { decodeModel, opsetOf, type DecodedModel } from './describe-onnx.js';
import { floatValue, GraphBuilder, int, ints } from './graph-builder.js';
import { makeRoom, renameInGraph } from './rename-in-graph.js';

const { ModelProto, TensorProto } = onnxProto.onnx;

/** Before it, bounds of a slice were attributes; nobody exports that any more. */
const OLDEST_OPSET = 11;

/** Names that an encoder of ours gives its values; those of the model that is taken in make room for them. */
const OURS = ['images', 'features', 'embedding', 'logits', 'classifier', 'adapter', 'encoder.features'] as const;

/** How an encoder of others is used. */
export interface AdoptOptions extends Pick<OnnxEncoder, 'input' | 'output' | 'pooling' | 'cropSize' | 'features'> {
  /** S: pictures come as [N, S, S, 3], and the centre of `cropSize` is cut out. */
  readonly imageSize: number;
  /** What its output [N, ...] looks like behind N, as it was seen to answer: [D], [T, D], or a map. */
  readonly outputDims: readonly number[];
}

/** An encoder of others in the form of ours (`exportFeatures`): input `images` float32 [N, S, S, 3], normalised pixels; output `features` float32 [N, D]. Around
 * its graph come cut, layout and type of the input, and pooling and type of the output; other outputs fall away.
 * @throws CoreError UNSUPPORTED for bytes that are no ONNX model, or an opset below 11. */
export function adoptEncoder(
  model: Uint8Array,
  { input, output, pooling, cropSize, features, imageSize, outputDims }: AdoptOptions,
): Uint8Array {
  const proto = decodeModel(model);
  const opset = opsetOf(proto);
  if (opset < OLDEST_OPSET)
    throw new CoreError(
      'UNSUPPORTED',
      `the ONNX model is written in opset ${opset}; export it again in opset 17, or any from ${OLDEST_OPSET} on`,
    );
  const { graph } = proto;
  const own = makeRoom(graph, OURS);
  const before = new GraphBuilder();
  let pixels = 'images';
  if (cropSize < imageSize) {
    const first = Math.round((imageSize - cropSize) / 2);
    pixels = before.node('Slice', 'images.centre', [
      pixels,
      before.integers('images.first', [2], [first, first]),
      before.integers('images.last', [2], [first + cropSize, first + cropSize]),
      before.integers('images.axes', [2], [1, 2]),
    ]);
  }
  if (input.type === 'uint8') {
    const [low, high] = [0, 255].map((bound) => before.floats(`images.${bound}`, [], Float32Array.of(bound)));
    pixels = before.node('Clip', 'images.clipped', [before.node('Round', 'images.rounded', [pixels]), low!, high!]);
  }
  if (input.type !== 'float32')
    pixels = before.node(
      'Cast',
      'images.typed',
      [pixels],
      [int('to', input.type === 'uint8' ? TensorProto.DataType.UINT8 : TensorProto.DataType.FLOAT16)],
    );
  const [operation, attributes] =
    input.layout === 'NCHW' ? (['Transpose', [ints('perm', [0, 3, 1, 2])]] as const) : (['Identity', []] as const);
  before.node(operation, own(input.name), [pixels], attributes);

  const after = new GraphBuilder();
  const answer = after.node('Cast', 'features.float', [own(output)], [int('to', TensorProto.DataType.FLOAT)]);
  const pooled = pool(after, answer, { pooling, layout: input.layout, dims: outputDims, opset });
  after.node('Flatten', 'features', [pooled], [int('axis', 1)]);
  return compose(proto, before, after, {
    inputs: [floatValue('images', ['N', imageSize, imageSize, 3])],
    outputs: [floatValue('features', ['N', features])],
  });
}

function pool(
  graph: GraphBuilder,
  x: string,
  {
    pooling,
    layout,
    dims,
    opset,
  }: {
    readonly pooling: OnnxEncoder['pooling'];
    readonly layout: 'NCHW' | 'NHWC';
    readonly dims: readonly number[];
    readonly opset: number;
  },
): string {
  switch (pooling) {
    case 'none':
      return x;
    case 'cls':
      return graph.node('Gather', 'features.cls', [x, graph.integers('features.first', [], [0])], [int('axis', 1)]);
    case 'mean': {
      // Tokens [N, T, D], or a map that lies as the pictures do.
      const axes = dims.length === 2 ? [1] : layout === 'NCHW' ? [2, 3] : [1, 2];
      return reduce(graph, 'ReduceMean', 'features.mean', x, axes, { keepDims: false, opset });
    }
  }
}

/** An adopted encoder with what was trained on its embeddings: outputs `embedding` and `logits` as `exportOnnx` has them, and `features` float32 [N, D], the
 * embedding before it is scaled to length 1.
 * @param adopted of `adoptEncoder`.  @param layers of the adapter, none where the encoder answers as it came.
 * @throws CoreError BAD_WEIGHTS when layers or classifier do not fit or are not finite. */
export function finishAdopted(
  adopted: Uint8Array,
  {
    layers,
    classifier,
    features,
    imageSize,
  }: {
    readonly layers: readonly DenseLayer[];
    readonly classifier: ClassifierConstants;
    /** Size of the adopted encoder's own embedding. */
    readonly features: number;
    readonly imageSize: number;
  },
): Uint8Array {
  const proto = decodeModel(adopted);
  const after = new GraphBuilder();
  let x = 'features';
  if (layers.length > 0) {
    renameInGraph(proto.graph, new Map([['features', 'encoder.features']]));
    x = 'encoder.features';
  }
  let width = features;
  layers.forEach(({ kernel, bias, relu }, index) => {
    const outputs = bias.length;
    if (kernel.length !== width * outputs || !kernel.every(Number.isFinite) || !bias.every(Number.isFinite))
      throw new CoreError(
        'BAD_WEIGHTS',
        `finishAdopted: dense layer ${index + 1} of the adapter needs ${width} x ${outputs} finite weights, got ${kernel.length}`,
      );
    const name = `adapter.dense${index + 1}`;
    const operands = [x, after.floats(`${name}.kernel`, [width, outputs], kernel), after.floats(`${name}.bias`, [outputs], bias)];
    const last = index === layers.length - 1;
    x = after.node('Gemm', last && !relu ? 'features' : name, operands);
    if (relu) x = after.node('Relu', last ? 'features' : `${name}.relu`, [x]);
    width = outputs;
  });
  addClassifier(after, 'features', width, classifier, opsetOf(proto));
  return compose(proto, new GraphBuilder(), after, {
    inputs: [floatValue('images', ['N', imageSize, imageSize, 3])],
    outputs: [
      floatValue('embedding', ['N', width]),
      floatValue('logits', ['N', classifier.bias.length]),
      floatValue('features', ['N', width]),
    ],
  });
}

function compose(
  proto: DecodedModel,
  before: GraphBuilder,
  after: GraphBuilder,
  { inputs, outputs }: { readonly inputs: onnx.IValueInfoProto[]; readonly outputs: onnx.IValueInfoProto[] },
): Uint8Array {
  const { graph } = proto;
  const constants = new Set(graph.initializer.map(({ name }) => name));
  return ModelProto.encode({
    ...proto,
    graph: {
      ...graph,
      node: [...before.parts().nodes, ...graph.node, ...after.parts().nodes],
      initializer: [...graph.initializer, ...before.parts().initialisers, ...after.parts().initialisers],
      // Models of old versions list constants among the inputs.
      input: [...inputs, ...graph.input.filter(({ name }) => constants.has(name))],
      output: outputs,
      // Sizes that were declared on the way hold for the export's own batch, not for every one.
      valueInfo: [],
    },
  }).finish();
}

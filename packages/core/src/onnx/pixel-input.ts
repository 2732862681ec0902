import onnxProto from 'onnx-proto';
import { CoreError } from '../errors.js';
import type { PreprocessingConstants } from '../image/preprocess.js';
import { decodeModel } from './describe-onnx.js';
import { GraphBuilder, int, typedValue } from './graph-builder.js';
import { addLanczosWeights, addSize } from './lanczos-graph.js';
import { makeRoom } from './rename-in-graph.js';

const { ModelProto, TensorProto } = onnxProto.onnx;

/** Name of the input; what the graph works out on the way begins with it too. */
const PIXELS = 'pixels';

/** An encoder that takes pictures as they are decoded, and makes them ready itself: short side to `imageSize` with antialiased Lanczos, centre cut out, normalised. Its arithmetic is that
 * of `resize-pixels.ts`, whole numbers in fixed point that float32 holds exactly, so what reaches the encoder is the same picture to the bit.
 *
 * Input `pixels` uint8 [N, H, W, 3], RGB in sRGB, upright (EXIF applied), any H and W, which a batch shares; instead of `images`. Outputs as they were.
 * @param model with the input `images` float32 [N, S, S, 3], of opset 11 or later (`exportOnnx`, `quantizeOnnx`, `finishAdopted`).
 * @throws CoreError UNSUPPORTED for another model. */
export function withPixelInput(
  model: Uint8Array,
  { imageSize, preprocessing }: { readonly imageSize: number; readonly preprocessing: PreprocessingConstants },
): Uint8Array {
  const proto = decodeModel(model);
  const { graph } = proto;
  const others = graph.input.filter(({ name }) => name !== 'images');
  if (others.length === graph.input.length)
    throw new CoreError(
      'UNSUPPORTED',
      `withPixelInput: the model has no input 'images'; it has ${graph.input.map(({ name }) => name ?? '').join(', ')}`,
    );
  makeRoom(graph, [PIXELS]);
  const before = new GraphBuilder();
  addSquares(before, imageSize, preprocessing);
  const { nodes, initialisers } = before.parts();
  return ModelProto.encode({
    ...proto,
    graph: {
      ...graph,
      node: [...nodes, ...graph.node],
      initializer: [...graph.initializer, ...initialisers],
      input: [typedValue(PIXELS, ['N', 'H', 'W', 3], TensorProto.DataType.UINT8), ...others],
    },
  }).finish();
}

/** From `pixels` to `images`. */
function addSquares(graph: GraphBuilder, size: number, { mean, std }: PreprocessingConstants): void {
  const own = (part: string): string => `${PIXELS}.${part}`;
  const reshape = (part: string, value: string, shape: readonly number[]): string =>
    graph.node('Reshape', own(part), [value, graph.integers(own(`${part}.shape`), [shape.length], shape)]);
  const scalar = (part: string, value: number): string => graph.floats(own(part), [], Float32Array.of(value));
  const shape = graph.node('Shape', own('shape'), [PIXELS]);
  const [height, width] = [addSize(graph, own('height'), shape, 1), addSize(graph, own('width'), shape, 2)];
  const short = graph.node('Min', own('short'), [height, width]);
  const rows = addLanczosWeights(graph, own('rows'), { length: height, short, size });
  const columns = addLanczosWeights(graph, own('columns'), { length: width, short, size });

  const [half, one, least, most] = [scalar('half', 1 << 13), scalar('one', 1 << 14), scalar('least', 0), scalar('most', 255)];
  /** Out of fixed point into a uint8's range, halves upwards. */
  const rounded = (part: string, value: string): string => {
    const whole = graph.node('Floor', own(`${part}.whole`), [
      graph.node('Div', own(`${part}.scaled`), [graph.node('Add', own(`${part}.up`), [value, half]), one]),
    ]);
    return graph.node('Clip', own(part), [whole, least, most]);
  };
  const floats = graph.node('Cast', own('float'), [PIXELS], [int('to', TensorProto.DataType.FLOAT)]);
  const down = rounded('down', graph.node('MatMul', own('down.products'), [rows, reshape('lines', floats, [0, 0, -1])]));
  const across = rounded('across', graph.node('MatMul', own('across.products'), [columns, reshape('dots', down, [0, size, -1, 3])]));

  // (pixel / 255 - mean) / std
  const factor = graph.floats(
    own('factor'),
    [3],
    Float32Array.from(std, (value) => 1 / (255 * value)),
  );
  const shift = graph.floats(
    own('shift'),
    [3],
    Float32Array.from(mean, (value, channel) => -value / std[channel]!),
  );
  graph.node('Add', 'images', [graph.node('Mul', own('scaled'), [across, factor]), shift]);
}

import onnxProto, { type onnx } from 'onnx-proto';
import { hashedValues } from './hashed-values.js';

const { ModelProto, TensorProto, AttributeProto } = onnxProto.onnx;
const { FLOAT, FLOAT16, UINT8, INT64 } = TensorProto.DataType;

/** How a made-up encoder of somebody else looks from outside. */
export interface TinyOnnxOptions {
  readonly layout?: 'NCHW' | 'NHWC';
  readonly type?: 'float32' | 'float16' | 'uint8';
  readonly opset?: number;
  readonly irVersion?: number;
  /** Declared batch, and the one that its tokens are reshaped with; default any. */
  readonly batch?: number;
  /** Name of the input. Default `pixel_values`. */
  readonly input?: string;
  /** Names of the outputs it declares, of `pooled` [N, D], `tokens` [N, T, D] and `map` [N, D, H, W]. Default `pooled` alone. */
  readonly outputs?: readonly string[];
  readonly kernel?: Float32Array;
  /** Values that come into the graph besides, as float32 [N]. */
  readonly others?: readonly string[];
}

/** D of every made-up encoder. */
export const TINY_FEATURES = 5;
/** Side of the squares that it looks at, in pixels. */
export const TINY_PATCH = 4;
const TAPS = 3 * TINY_PATCH * TINY_PATCH;

/** Weights [D, 3, P, P] of the made-up encoder. */
export const tinyKernel = (): Float32Array => hashedValues('tiny', TINY_FEATURES * TAPS, -0.5, 0.5);

/** An encoder as others export them: squares of 4 x 4 pixels through one convolution and a ReLU, which are its map and its tokens, and their mean. */
export function tinyOnnx(options: TinyOnnxOptions = {}): Uint8Array {
  const {
    layout = 'NCHW',
    type = 'float32',
    opset = 17,
    irVersion = 8,
    batch,
    input = 'pixel_values',
    outputs = ['pooled'],
    others = [],
  } = options;
  const attribute = (name: string, ints: number[]): onnx.IAttributeProto => ({ name, type: AttributeProto.AttributeType.INTS, ints });
  const to = (name: string, value: number): onnx.IAttributeProto => ({ name, type: AttributeProto.AttributeType.INT, i: value });
  const node: onnx.INodeProto[] = [];
  const add = (opType: string, inputs: string[], output: string, attributes: onnx.IAttributeProto[] = []): string => {
    node.push({ opType, name: output, input: inputs, output: [output], attribute: attributes });
    return output;
  };
  let x = input;
  if (type !== 'float32') x = add('Cast', [x], 'float', [to('to', FLOAT)]);
  if (layout === 'NHWC') x = add('Transpose', [x], 'channels_first', [attribute('perm', [0, 3, 1, 2])]);
  x = add('Conv', [x, 'kernel'], 'patches', [
    attribute('strides', [TINY_PATCH, TINY_PATCH]),
    attribute('kernel_shape', [TINY_PATCH, TINY_PATCH]),
  ]);
  const map = add('Relu', [x], 'map');
  add('Transpose', [add('Reshape', [map, 'token_shape'], 'rows')], 'tokens', [attribute('perm', [0, 2, 1])]);
  const last = add('Flatten', [add('GlobalAveragePool', [map], 'mean')], 'pooled', [to('axis', 1)]);
  for (const other of others) add('Identity', [other], `${other}_read`);
  const value = (name: string, elemType: number, dims: (number | string)[]): onnx.IValueInfoProto => ({
    name,
    type: {
      tensorType: { elemType, shape: { dim: dims.map((dim) => (typeof dim === 'string' ? { dimParam: dim } : { dimValue: dim })) } },
    },
  });
  const n = batch ?? 'batch';
  const dims: Readonly<Record<string, (number | string)[]>> = {
    pooled: [n, TINY_FEATURES],
    tokens: [n, 'T', TINY_FEATURES],
    map: [n, TINY_FEATURES, 'h', 'w'],
  };
  return ModelProto.encode({
    irVersion,
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name: last,
      node,
      initializer: [
        {
          name: 'kernel',
          dims: [TINY_FEATURES, 3, TINY_PATCH, TINY_PATCH],
          dataType: FLOAT,
          rawData: bytesOf(options.kernel ?? tinyKernel()),
        },
        { name: 'token_shape', dims: [3], dataType: INT64, int64Data: [batch ?? 0, TINY_FEATURES, -1] },
      ],
      input: [
        value(
          input,
          { float32: FLOAT, float16: FLOAT16, uint8: UINT8 }[type],
          layout === 'NCHW' ? [n, 3, 'height', 'width'] : [n, 'height', 'width', 3],
        ),
        ...others.map((name) => value(name, FLOAT, [n])),
      ],
      output: outputs.map((name) => value(name, FLOAT, dims[name]!)),
    },
  }).finish();
}

/** What the made-up encoder answers to normalised pixels, in float64 loops: its tokens [T, D], row by row of squares.
 * @param image float [S, S, 3] */
export function tinyTokens(image: ArrayLike<number>, side: number, kernel: ArrayLike<number> = tinyKernel()): number[][] {
  const across = Math.floor(side / TINY_PATCH);
  return Array.from({ length: across * across }, (_, token) =>
    Array.from({ length: TINY_FEATURES }, (_, d) => {
      let sum = 0;
      for (let channel = 0; channel < 3; channel++)
        for (let y = 0; y < TINY_PATCH; y++)
          for (let x = 0; x < TINY_PATCH; x++) {
            const row = Math.floor(token / across) * TINY_PATCH + y;
            const column = (token % across) * TINY_PATCH + x;
            sum += image[(row * side + column) * 3 + channel]! * kernel[((d * 3 + channel) * TINY_PATCH + y) * TINY_PATCH + x]!;
          }
      return Math.max(0, sum);
    }),
  );
}

/** Mean of tokens [D]. */
export function meanToken(tokens: readonly (readonly number[])[]): number[] {
  return tokens[0]!.map((_, d) => tokens.reduce((sum, token) => sum + token[d]!, 0) / tokens.length);
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

import { CoreError } from '../errors.js';
import { readOnnx, type OnnxConstant, type OnnxGraph, type OnnxNode } from '../onnx/read-onnx.js';
import { isSame, type Window } from '../plans/window.js';
import { bool, FLOAT, INT, ints, TensorFlowGraphBuilder, text, type TensorFlowGraph } from './tensorflow-graph.js';

/** The lowest finite float32, for the border of a maximum. */
const LOWEST = -3.4028234663852886e38;

/** The TensorFlow graph of a frozen encoder, from its ONNX model: the same constants and arithmetic, with channels last, as TensorFlow computes on
 * CPUs. Inputs and outputs keep names and shapes.
 * @throws CoreError UNSUPPORTED for a model with an operation that our encoders do not have. */
export function graphFromOnnx(model: Uint8Array): TensorFlowGraph {
  const onnx = readOnnx(model);
  const converter = new Converter(onnx);
  for (const [name, shape] of onnx.inputs) converter.graph.node('Placeholder', name, [], { dtype: FLOAT, shape: { kind: 'shape', shape } });
  for (const node of onnx.nodes) converter.convert(node);
  return { nodes: converter.graph.nodes, inputs: Object.fromEntries(onnx.inputs), outputs: Object.fromEntries(onnx.outputs) };
}

class Converter {
  readonly graph = new TensorFlowGraphBuilder();
  /** Values that are another one under a new name. */
  private readonly renamed = new Map<string, string>();

  constructor(private readonly onnx: OnnxGraph) {}

  convert(node: OnnxNode): void {
    const { graph } = this;
    const { name } = node;
    const x = this.value(node, 0);
    switch (node.operation) {
      case 'Transpose':
        // From channels last to channels first, at the entrance: here channels stay last.
        if (node.ints('perm')?.join() !== '0,3,1,2') throw unsupported(node);
        this.renamed.set(name, x);
        return;
      case 'Conv':
        this.convolution(node, x);
        return;
      case 'BatchNormalization':
        this.normalisation(node, x);
        return;
      case 'Relu':
        graph.float('Relu', name, [x]);
        return;
      case 'Clip': {
        if (this.scalar(node, 1) !== 0 || this.scalar(node, 2) !== 6) throw unsupported(node);
        graph.float('Relu6', name, [x]);
        return;
      }
      case 'MaxPool': {
        const { kernel, stride, padding } = windowOf(node);
        if (padding === 'same') throw unsupported(node);
        const padded = padding > 0 ? this.pad(name, x, padding, LOWEST) : x;
        graph.float('MaxPool', name, [padded], { ...window(stride, 'VALID'), ksize: ints([1, kernel, kernel, 1]) });
        return;
      }
      case 'GlobalAveragePool':
        this.reduce('Mean', name, x, [1, 2]);
        return;
      case 'GlobalMaxPool':
        this.reduce('Max', name, x, [1, 2]);
        return;
      case 'Flatten':
        // Only behind global pooling: [N, 1, 1, D].
        graph.float('Squeeze', name, [x], { squeeze_dims: ints([1, 2]) });
        return;
      case 'ReduceL2': {
        const squares = graph.float('Square', `${name}.squares`, [x]);
        graph.float('Sqrt', name, [this.reduce('Sum', `${name}.sum`, squares, node.ints('axes') ?? [])]);
        return;
      }
      case 'Gemm': {
        const product = graph.float('MatMul', `${name}.product`, [x, this.value(node, 1)], {
          transpose_a: bool(false),
          transpose_b: bool(false),
        });
        graph.float('BiasAdd', name, [product, this.value(node, 2)], { data_format: text('NHWC') });
        return;
      }
      case 'Add':
      case 'Max':
      case 'Div':
      case 'Mul':
      case 'Pow':
        graph.float(BINARY[node.operation], name, [x, this.value(node, 1)]);
        return;
      default:
        throw unsupported(node);
    }
  }

  private convolution(node: OnnxNode, x: string): void {
    const { graph } = this;
    const { kernel, stride, padding } = windowOf(node);
    const filter = this.constant(node, 1);
    const [outputs = 0, inputs = 0] = filter.shape;
    const depthwise = (node.number('group') ?? 1) > 1;
    if (depthwise && (inputs !== 1 || node.number('group') !== outputs)) throw unsupported(node);
    const kernelName = graph.floats(
      `${node.name}.kernel`,
      depthwise ? [kernel, kernel, outputs, 1] : [kernel, kernel, inputs, outputs],
      channelsLast(filter),
    );
    const same = isSame({ kernel, stride, padding });
    const padded = padding === 'same' || same || padding === 0 ? x : this.pad(node.name, x, padding, 0);
    const hasBias = node.inputs[2] !== undefined;
    const output = hasBias ? `${node.name}.convolved` : node.name;
    graph.float(depthwise ? 'DepthwiseConv2dNative' : 'Conv2D', output, [padded, kernelName], {
      ...window(stride, same ? 'SAME' : 'VALID'),
      dilations: ints([1, 1, 1, 1]),
    });
    if (hasBias) graph.float('BiasAdd', node.name, [output, this.value(node, 2)], { data_format: text('NHWC') });
  }

  /** x · factor + offset with factor = gamma / sqrt(variance + epsilon), offset = beta - mean · factor. */
  private normalisation(node: OnnxNode, x: string): void {
    const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((index) => this.constant(node, index).data) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const epsilon = node.number('epsilon') ?? 1e-5;
    const factor = gamma.map((value, c) => value / Math.sqrt(variance[c]! + epsilon));
    const offset = beta.map((value, c) => value - (mean[c]! * gamma[c]!) / Math.sqrt(variance[c]! + epsilon));
    const channels = [gamma.length];
    const scaled = this.graph.float('Mul', `${node.name}.scaled`, [x, this.graph.floats(`${node.name}.factor`, channels, factor)]);
    this.graph.float('AddV2', node.name, [scaled, this.graph.floats(`${node.name}.offset`, channels, offset)]);
  }

  private pad(name: string, x: string, padding: number, value: number): string {
    const { graph } = this;
    const sizes = graph.ints(`${name}.padding`, [4, 2], [0, 0, padding, padding, padding, padding, 0, 0]);
    const fill = graph.floats(`${name}.border`, [], Float32Array.of(value));
    return graph.float('PadV2', `${name}.padded`, [x, sizes, fill], { Tpaddings: INT });
  }

  private reduce(operation: string, name: string, x: string, axes: readonly number[]): string {
    const axesName = this.graph.ints(`${name}.axes`, [axes.length], axes);
    return this.graph.float(operation, name, [x, axesName], { Tidx: INT, keep_dims: bool(true) });
  }

  /** The TensorFlow name of an input; a constant becomes a node at its first use. */
  private value(node: OnnxNode, index: number): string {
    const name = node.inputs[index];
    if (name === undefined) throw unsupported(node);
    const constant = this.onnx.constants.get(name);
    if (!constant) return this.renamed.get(name) ?? name;
    if (!this.renamed.has(name)) this.renamed.set(name, this.graph.floats(name, constant.shape, constant.data));
    return name;
  }

  private constant(node: OnnxNode, index: number): OnnxConstant {
    const constant = this.onnx.constants.get(node.inputs[index] ?? '');
    if (!constant) throw unsupported(node);
    return constant;
  }

  private scalar(node: OnnxNode, index: number): number | undefined {
    return this.constant(node, index).data[0];
  }
}

const BINARY = { Add: 'AddV2', Max: 'Maximum', Div: 'RealDiv', Mul: 'Mul', Pow: 'Pow' } as const;

function window(stride: number, padding: 'SAME' | 'VALID') {
  return { strides: ints([1, stride, stride, 1]), padding: text(padding), data_format: text('NHWC') };
}

function windowOf(node: OnnxNode): Window {
  const only = (attribute: string, standard: number): number => {
    const [first = standard, ...rest] = node.ints(attribute) ?? [];
    if (rest.some((value) => value !== first)) throw unsupported(node);
    return first;
  };
  const automatic = node.text('auto_pad') ?? 'NOTSET';
  // SAME_LOWER has the odd pixel on the other side.
  if (automatic !== 'NOTSET' && automatic !== 'SAME_UPPER') throw unsupported(node);
  return { kernel: only('kernel_shape', 1), stride: only('strides', 1), padding: automatic === 'SAME_UPPER' ? 'same' : only('pads', 0) };
}

/** [O, I, K, K] -> [K, K, I, O]; of a depthwise kernel [C, 1, K, K] that is [K, K, C, 1] as well. */
function channelsLast({ shape, data }: OnnxConstant): Float32Array {
  const [outputs = 0, inputs = 0, height = 0, width = 0] = shape;
  const taps = height * width;
  const turned = new Float32Array(data.length);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let tap = 0; tap < taps; tap++) turned[(tap * inputs + i) * outputs + o] = data[(o * inputs + i) * taps + tap]!;
  return turned;
}

function unsupported(node: OnnxNode): CoreError {
  return new CoreError('UNSUPPORTED', `graphFromOnnx: ${node.operation} '${node.name}' is not among the operations of our encoders`);
}

// CommonJS that Node cannot find named exports in: values come through the default import.
import onnxProto, { type onnx } from 'onnx-proto';
import { CoreError } from '../errors.js';
import { readConstant } from './read-onnx.js';
import { floatValue, int, ints } from './graph-builder.js';
import { quantizedActivations } from './quantized-activations.js';
import { quantizeBias, quantizeKernel, quantizeRange, type ActivationRange, type AffineQuantization } from './quantization.js';

const { ModelProto, TensorProto } = onnxProto.onnx;
const { FLOAT, UINT8, INT8, INT32 } = TensorProto.DataType;

/** What `withRanges` adds to an encoder's outputs: for every activation in it, the lowest and highest value of each picture, float32 [N]. */
export interface RangeOutputs {
  readonly model: Uint8Array;
  /** Output names by activation. */
  readonly outputs: ReadonlyMap<string, { readonly lowest: string; readonly highest: string }>;
}

/** An encoder that also tells the ranges of its activations, for `quantizeOnnx`.
 * @param model of `exportOnnx`.  @throws CoreError UNSUPPORTED for bytes that are no such model. */
export function withRanges(model: Uint8Array): RangeOutputs {
  const { proto, graph } = decode(model);
  const outputs = new Map<string, { lowest: string; highest: string }>();
  for (const [name, source] of quantizedActivations(graph)) {
    if (source !== name) continue;
    const names = { lowest: `${name}.lowest`, highest: `${name}.highest` };
    for (const [opType, output] of [
      ['ReduceMin', names.lowest],
      ['ReduceMax', names.highest],
    ] as const) {
      graph.node.push({ opType, name: output, input: [name], output: [output], attribute: [ints('axes', [1, 2, 3]), int('keepdims', 0)] });
      graph.output.push(floatValue(output, ['N']));
    }
    outputs.set(name, names);
  }
  return { model: ModelProto.encode(proto).finish(), outputs };
}

/** An encoder whose convolutions, sums and max pooling compute in 8 bits: activations in uint8 with one scale each, weights in int8 with a scale for each
 * output channel, sums in int32 (post-training static quantization, Jacob et al., arXiv:1712.05877). What comes behind the last feature map stays
 * float32. Inputs and outputs stay as they are, and `features` float32 [N, D], the embedding before it is scaled to length 1, comes as a third output.
 *
 * Written as QuantizeLinear and DequantizeLinear around the operations (QDQ), which a runtime fuses to 8-bit ones, and one that cannot computes in float.
 * @param model of `exportOnnx`.  @param ranges of every activation that `withRanges` tells of.
 * @throws CoreError UNSUPPORTED for another model, BAD_SHAPE when a range is missing or not finite. */
export function quantizeOnnx(model: Uint8Array, ranges: ReadonlyMap<string, ActivationRange>): Uint8Array {
  const { proto, graph } = decode(model);
  const pass = new QuantizationPass(graph, ranges);
  for (const node of graph.node) pass.add(node);
  const shape = graph.output.find(({ name }) => name === 'embedding')?.type?.tensorType?.shape?.dim;
  const embeddingSize = Number(shape?.[1]?.dimValue ?? 0);
  if (!graph.node.some(({ output }) => output?.[0] === FEATURES) || embeddingSize === 0)
    throw new CoreError('UNSUPPORTED', 'quantizeOnnx: this is no encoder of ours: it has no features or no embedding');
  graph.node = pass.nodes;
  graph.initializer = [...pass.constants.values()];
  graph.output.push(floatValue(FEATURES, ['N', embeddingSize]));
  return ModelProto.encode(proto).finish();
}

/** What `addEncoder` calls the embedding before it is scaled. */
const FEATURES = 'features';

class QuantizationPass {
  readonly nodes: onnx.INodeProto[] = [];
  readonly constants: Map<string, onnx.ITensorProto>;
  private readonly parameters = new Map<string, AffineQuantization>();

  constructor(graph: onnx.IGraphProto, ranges: ReadonlyMap<string, ActivationRange>) {
    this.constants = new Map((graph.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]));
    for (const [name, source] of quantizedActivations(graph)) {
      const range = ranges.get(source);
      if (!range || !(Number.isFinite(range.low) && Number.isFinite(range.high) && range.low <= range.high))
        throw new CoreError(
          'BAD_SHAPE',
          `quantizeOnnx: ${source} needs a finite range, got ${range ? `${range.low}..${range.high}` : 'none'}`,
        );
      this.parameters.set(name, quantizeRange(range));
    }
  }

  /** Takes a node over, reading what is kept in 8 bits, and quantizes its output where that is to be kept in 8 bits. */
  add(node: onnx.INodeProto): void {
    const input = (node.input ?? []).map((name) => (this.parameters.has(name) ? dequantized(name) : name));
    if (node.opType === 'Conv') input.splice(1, 2, ...this.weights(node));
    this.nodes.push({ ...node, input });
    const [name = ''] = node.output ?? [];
    const parameters = this.parameters.get(name);
    if (!parameters) return;
    const scale = this.constant(`${name}.scale`, FLOAT, [], Float32Array.of(parameters.scale));
    const zeroPoint = this.constant(`${name}.zero-point`, UINT8, [], Uint8Array.of(parameters.zeroPoint));
    this.nodes.push(
      { opType: 'QuantizeLinear', name: `${name}.quantized`, input: [name, scale, zeroPoint], output: [`${name}.quantized`] },
      { opType: 'DequantizeLinear', name: dequantized(name), input: [`${name}.quantized`, scale, zeroPoint], output: [dequantized(name)] },
    );
  }

  /** @returns names of the kernel and, where there is one, of the bias. */
  private weights({ input }: onnx.INodeProto): string[] {
    const [images = '', kernelName = '', biasName] = input ?? [];
    const inputScale = this.parameters.get(images)!.scale;
    const { shape, data } = this.take(kernelName);
    const bias = biasName === undefined ? undefined : this.take(biasName).data;
    const [outputs = 0] = shape;
    const kernel = quantizeKernel(data, outputs, bias, inputScale);
    const names = [this.dequantizedConstant(kernelName, INT8, shape, kernel.values, kernel.scales)];
    if (biasName === undefined || !bias) return names;
    const { values, scales } = quantizeBias(bias, kernel.scales, inputScale);
    return [...names, this.dequantizedConstant(biasName, INT32, [outputs], values, scales)];
  }

  /** A float constant that is not needed any more. @throws CoreError UNSUPPORTED when it is something else. */
  private take(name: string): { readonly shape: readonly number[]; readonly data: Float32Array } {
    const tensor = this.constants.get(name);
    if (!tensor) throw new CoreError('UNSUPPORTED', `quantizeOnnx: ${name} must be a constant that one convolution uses`);
    this.constants.delete(name);
    return readConstant(tensor);
  }

  /** Integers with a scale for each output channel. @returns name of the floats that they stand for. */
  private dequantizedConstant(
    name: string,
    type: onnx.TensorProto.DataType,
    shape: readonly number[],
    values: Int8Array | Int32Array,
    scales: Float32Array,
  ): string {
    const operands = [
      this.constant(`${name}.quantized`, type, shape, values),
      this.constant(`${name}.scales`, FLOAT, [scales.length], scales),
    ];
    this.nodes.push({ opType: 'DequantizeLinear', name, input: operands, output: [name], attribute: [int('axis', 0)] });
    return name;
  }

  private constant(
    name: string,
    dataType: onnx.TensorProto.DataType,
    dims: readonly number[],
    data: Float32Array | Uint8Array | Int8Array | Int32Array,
  ): string {
    this.constants.set(name, { name, dims: [...dims], dataType, rawData: littleEndian(data) });
    return name;
  }
}

const dequantized = (name: string): string => `${name}.dequantized`;

function littleEndian(data: Float32Array | Uint8Array | Int8Array | Int32Array): Uint8Array {
  const bytes = new Uint8Array(data.length * data.BYTES_PER_ELEMENT);
  const view = new DataView(bytes.buffer);
  data.forEach((value, i) => {
    if (data instanceof Float32Array) view.setFloat32(4 * i, value, true);
    else if (data instanceof Int32Array) view.setInt32(4 * i, value, true);
    else view.setUint8(i, value);
  });
  return bytes;
}

/** A copy that may be changed. */
function decode(model: Uint8Array): {
  readonly proto: onnx.IModelProto;
  readonly graph: { node: onnx.INodeProto[]; initializer: onnx.ITensorProto[]; output: onnx.IValueInfoProto[] };
} {
  let proto: onnx.IModelProto;
  try {
    proto = ModelProto.decode(model);
  } catch (cause) {
    throw new CoreError('UNSUPPORTED', 'quantizeOnnx: these bytes are no ONNX model', { cause });
  }
  const { graph } = proto;
  if (!graph?.node || !graph.initializer || !graph.output) throw new CoreError('UNSUPPORTED', 'quantizeOnnx: the ONNX model has no graph');
  if (graph.node.some(({ opType }) => opType === 'QuantizeLinear'))
    throw new CoreError('UNSUPPORTED', 'quantizeOnnx: this model is quantized already; give the one in float32');
  return { proto, graph: graph as ReturnType<typeof decode>['graph'] };
}

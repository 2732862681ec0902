// CommonJS that Node cannot find named exports in: values come through the default import.
import onnxProto, { type onnx } from 'onnx-proto';
import { CoreError } from '../errors.js';

/** A constant of a graph, on the host. */
export interface OnnxConstant {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A node with its attributes as plain numbers. */
export interface OnnxNode {
  readonly operation: string;
  readonly name: string;
  readonly inputs: readonly string[];
  ints(attribute: string): readonly number[] | undefined;
  number(attribute: string): number | undefined;
  text(attribute: string): string | undefined;
}

/** The part of an ONNX model that our own encoders use: one output a node, float32 constants. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxConstant>;
  /** Sizes; -1 where one is known only at run time. */
  readonly inputs: ReadonlyMap<string, readonly number[]>;
  readonly outputs: ReadonlyMap<string, readonly number[]>;
}

/** @throws CoreError UNSUPPORTED for bytes that are no such model. */
export function readOnnx(model: Uint8Array): OnnxGraph {
  let graph: onnx.IGraphProto;
  try {
    graph = onnxProto.onnx.ModelProto.decode(model).graph ?? {};
  } catch (cause) {
    throw new CoreError('UNSUPPORTED', 'readOnnx: these bytes are no ONNX model', { cause });
  }
  return {
    nodes: (graph.node ?? []).map(readNode),
    constants: new Map((graph.initializer ?? []).map((tensor) => [tensor.name ?? '', readConstant(tensor)])),
    inputs: new Map((graph.input ?? []).map(readValue)),
    outputs: new Map((graph.output ?? []).map(readValue)),
  };
}

function readNode(node: onnx.INodeProto): OnnxNode {
  const attributes = new Map((node.attribute ?? []).map((attribute) => [attribute.name, attribute]));
  return {
    operation: node.opType ?? '',
    name: node.output?.[0] ?? '',
    inputs: node.input ?? [],
    ints: (name) => attributes.get(name)?.ints?.map(Number),
    number: (name) => {
      const attribute = attributes.get(name);
      if (!attribute) return undefined;
      return attribute.type === onnxProto.onnx.AttributeProto.AttributeType.FLOAT ? (attribute.f ?? 0) : Number(attribute.i ?? 0);
    },
    text: (name) => {
      const bytes = attributes.get(name)?.s;
      return bytes ? Buffer.from(bytes).toString() : undefined;
    },
  };
}

/** @param tensor an initialiser of raw little-endian float32. @throws CoreError UNSUPPORTED for one of another form. */
export function readConstant({ name, dims, dataType, rawData }: onnx.ITensorProto): OnnxConstant {
  const shape = (dims ?? []).map(Number);
  const size = shape.reduce((a, b) => a * b, 1);
  if (dataType !== onnxProto.onnx.TensorProto.DataType.FLOAT || rawData?.length !== 4 * size)
    throw new CoreError('UNSUPPORTED', `readOnnx: ${name ?? 'a constant'} is not raw float32 [${shape.join(', ')}]`);
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return { shape, data: Float32Array.from({ length: size }, (_, i) => view.getFloat32(4 * i, true)) };
}

function readValue({ name, type }: onnx.IValueInfoProto): [string, number[]] {
  const dims = type?.tensorType?.shape?.dim ?? [];
  return [name ?? '', dims.map((dim) => (dim.dimParam ? -1 : Number(dim.dimValue ?? -1)))];
}

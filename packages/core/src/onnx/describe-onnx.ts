// CommonJS that Node cannot find named exports in: values come through the default import.
import onnxProto, { type onnx } from 'onnx-proto';
import { CoreError } from '../errors.js';

const { ModelProto, TensorProto } = onnxProto.onnx;

/** An input or output of a model as it is declared. */
export interface OnnxValue {
  readonly name: string;
  /** Such as `float32`, `float16`, `uint8`, `int64`; what is no tensor is `other`. */
  readonly type: string;
  /** Sizes; undefined where one is known only at run time. The whole is undefined where no shape is declared. */
  readonly dims: readonly (number | undefined)[] | undefined;
}

/** What can be said of an ONNX model without running it. */
export interface OnnxDescription {
  readonly irVersion: number;
  /** Of the standard operators. */
  readonly opset: number;
  /** Without the constants that older models list among their inputs. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Files beside the model that hold tensors of it, by the names that it gives them. */
  readonly externalFiles: readonly string[];
}

const TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [TensorProto.DataType.FLOAT, 'float32'],
  [TensorProto.DataType.FLOAT16, 'float16'],
  [TensorProto.DataType.BFLOAT16, 'bfloat16'],
  [TensorProto.DataType.DOUBLE, 'float64'],
  [TensorProto.DataType.UINT8, 'uint8'],
  [TensorProto.DataType.INT8, 'int8'],
  [TensorProto.DataType.INT32, 'int32'],
  [TensorProto.DataType.INT64, 'int64'],
  [TensorProto.DataType.BOOL, 'bool'],
  [TensorProto.DataType.STRING, 'string'],
]);

/** Reads what a model declares of itself. @throws CoreError UNSUPPORTED for bytes that are no ONNX model, or one without standard operators. */
export function describeOnnx(model: Uint8Array): OnnxDescription {
  const proto = decodeModel(model);
  const { graph } = proto;
  const constants = new Set(graph.initializer.map(({ name }) => name));
  return {
    irVersion: Number(proto.irVersion),
    opset: opsetOf(proto),
    inputs: graph.input.filter(({ name }) => !constants.has(name)).map(describeValue),
    outputs: graph.output.map(describeValue),
    externalFiles: [...new Set(graph.initializer.filter(isExternal).map((tensor) => externalEntries(tensor).get('location') ?? ''))],
  };
}

/** A model with its graph, every list of it there. */
export type DecodedModel = Omit<onnx.IModelProto, 'graph'> & {
  graph: onnx.IGraphProto &
    Required<Pick<onnx.IGraphProto, 'name'>> & {
      node: onnx.INodeProto[];
      initializer: onnx.ITensorProto[];
      input: onnx.IValueInfoProto[];
      output: onnx.IValueInfoProto[];
    };
};

/** A copy that may be changed; the bytes of its tensors are still the model's. @throws CoreError UNSUPPORTED for bytes that are no ONNX model. */
export function decodeModel(model: Uint8Array): DecodedModel {
  let proto: onnx.IModelProto;
  try {
    proto = ModelProto.decode(model);
  } catch (cause) {
    throw new CoreError('UNSUPPORTED', 'these bytes are no ONNX model', { cause });
  }
  const { graph } = proto;
  if (!graph?.node?.length || !graph.output?.length || !(Number(proto.irVersion) > 0))
    throw new CoreError('UNSUPPORTED', 'these bytes are no ONNX model: there is no graph with operations and outputs in them');
  return proto as DecodedModel;
}

/** Version of the standard operators that a model is written in. @throws CoreError UNSUPPORTED when it names none. */
export function opsetOf({ opsetImport }: Pick<onnx.IModelProto, 'opsetImport'>): number {
  const own = (opsetImport ?? []).find(({ domain }) => (domain ?? '') === '' || domain === 'ai.onnx');
  if (!own) throw new CoreError('UNSUPPORTED', 'the ONNX model does not say which version of the standard operators (opset) it uses');
  return Number(own.version);
}

/** Whether a tensor's values lie in another file. */
export function isExternal({ dataLocation }: onnx.ITensorProto): boolean {
  return dataLocation === TensorProto.DataLocation.EXTERNAL;
}

/** Where they lie: `location`, `offset`, `length`. */
export function externalEntries({ externalData }: onnx.ITensorProto): ReadonlyMap<string, string> {
  return new Map((externalData ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
}

function describeValue({ name, type }: onnx.IValueInfoProto): OnnxValue {
  const tensor = type?.tensorType;
  return {
    name: name ?? '',
    type: TYPE_NAMES.get(tensor?.elemType ?? -1) ?? 'other',
    dims: tensor?.shape?.dim?.map(({ dimValue, dimParam }) => (dimParam || !(Number(dimValue) > 0) ? undefined : Number(dimValue))),
  };
}

// CommonJS that Node cannot find named exports in: values come through the default import.
import onnxProto, { type onnx } from 'onnx-proto';

const { TensorProto, AttributeProto, ModelProto } = onnxProto.onnx;

/** Collects nodes and initialisers of an ONNX graph; every node gets its output's name. */
export class GraphBuilder {
  private readonly nodes: onnx.INodeProto[] = [];
  private readonly initialisers: onnx.ITensorProto[] = [];

  /** @returns the name of the node's output, `name`. */
  node(operation: string, name: string, inputs: readonly string[], attributes: readonly onnx.IAttributeProto[] = []): string {
    this.nodes.push({ opType: operation, name, input: [...inputs], output: [name], attribute: [...attributes] });
    return name;
  }

  /** @returns `name`. */
  floats(name: string, shape: readonly number[], data: Float32Array): string {
    const bytes = new Uint8Array(data.length * 4);
    const view = new DataView(bytes.buffer);
    data.forEach((value, i) => view.setFloat32(4 * i, value, true));
    this.initialisers.push({ name, dims: [...shape], dataType: TensorProto.DataType.FLOAT, rawData: bytes });
    return name;
  }

  /** @returns `name`. */
  integers(name: string, shape: readonly number[], values: readonly number[]): string {
    const bytes = new Uint8Array(values.length * 8);
    const view = new DataView(bytes.buffer);
    values.forEach((value, i) => view.setBigInt64(8 * i, BigInt(value), true));
    this.initialisers.push({ name, dims: [...shape], dataType: TensorProto.DataType.INT64, rawData: bytes });
    return name;
  }

  /** float64. @returns `name`. */
  doubles(name: string, shape: readonly number[], values: readonly number[]): string {
    const bytes = new Uint8Array(values.length * 8);
    const view = new DataView(bytes.buffer);
    values.forEach((value, i) => view.setFloat64(8 * i, value, true));
    this.initialisers.push({ name, dims: [...shape], dataType: TensorProto.DataType.DOUBLE, rawData: bytes });
    return name;
  }

  /** What was collected, for a graph that has more. */
  parts(): { readonly nodes: readonly onnx.INodeProto[]; readonly initialisers: readonly onnx.ITensorProto[] } {
    return { nodes: this.nodes, initialisers: this.initialisers };
  }

  /** @param inputs and outputs: float32 with the given dims, where a string stands for a size that is known only at run time. */
  build(options: {
    readonly name: string;
    readonly opset: number;
    readonly irVersion: number;
    readonly producerVersion: string;
    readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
    readonly outputs: Readonly<Record<string, readonly (number | string)[]>>;
  }): Uint8Array {
    const describe = (values: typeof options.inputs): onnx.IValueInfoProto[] =>
      Object.entries(values).map(([name, dims]) => floatValue(name, dims));
    const model = ModelProto.create({
      irVersion: options.irVersion,
      producerName: 'supcon',
      producerVersion: options.producerVersion,
      opsetImport: [{ domain: '', version: options.opset }],
      graph: {
        name: options.name,
        node: this.nodes,
        initializer: this.initialisers,
        input: describe(options.inputs),
        output: describe(options.outputs),
      },
    });
    return ModelProto.encode(model).finish();
  }
}

/** An input or output of a graph: float32 with the given dims, where a string stands for a size that is known only at run time. */
export function floatValue(name: string, dims: readonly (number | string)[]): onnx.IValueInfoProto {
  return typedValue(name, dims, TensorProto.DataType.FLOAT);
}

/** The same of another element type. @param type of `TensorProto.DataType` */
export function typedValue(name: string, dims: readonly (number | string)[], type: number): onnx.IValueInfoProto {
  const dim = dims.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: type, shape: { dim } } } };
}

/** An attribute of an ONNX node: integers. */
export function ints(name: string, values: readonly number[]): onnx.IAttributeProto {
  return { name, type: AttributeProto.AttributeType.INTS, ints: [...values] };
}

/** An attribute of an ONNX node: one integer. */
export function int(name: string, value: number): onnx.IAttributeProto {
  return { name, type: AttributeProto.AttributeType.INT, i: value };
}

/** An attribute of an ONNX node: a word. */
export function text(name: string, value: string): onnx.IAttributeProto {
  return { name, type: AttributeProto.AttributeType.STRING, s: Buffer.from(value) };
}

/** An attribute of an ONNX node: one float32. */
export function float(name: string, value: number): onnx.IAttributeProto {
  return { name, type: AttributeProto.AttributeType.FLOAT, f: value };
}

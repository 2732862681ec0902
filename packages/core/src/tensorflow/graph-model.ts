import type { GraphAttribute, GraphConstant, TensorFlowGraph } from './tensorflow-graph.js';
import { GRAPH_PRODUCER } from './tensorflow-graph.js';
import { littleEndianBytes } from './saved-model.js';

/** Browsers cache files of this size, so TensorFlow.js's own converter cuts weights into pieces of it too. */
const SHARD_BYTES = 4 * 1024 * 1024;

/** A TensorFlow.js GraphModel as the files of its folder. */
export interface GraphModelFiles {
  /** What goes into `model.json`. */
  readonly model: Readonly<Record<string, unknown>>;
  /** The other files by name. */
  readonly shards: ReadonlyMap<string, Uint8Array>;
}

/** A frozen graph as TensorFlow.js's `loadGraphModel` reads it: topology in JSON, constants in binary pieces beside it.
 * @param metadata for `userDefinedMetadata`, which the reader leaves alone. */
export function encodeGraphModel(graph: TensorFlowGraph, metadata: Readonly<Record<string, unknown>> = {}): GraphModelFiles {
  const constants: { name: string; constant: GraphConstant }[] = [];
  const node = graph.nodes.map(({ name, operation, inputs, attributes }) => {
    const value = attributes['value'];
    if (value?.kind === 'constant') constants.push({ name, constant: value.constant });
    const attr = Object.fromEntries(Object.entries(attributes).map(([key, attribute]) => [key, attributeJson(attribute)]));
    return { name, op: operation, ...(inputs.length > 0 ? { input: inputs } : {}), attr };
  });
  const bytes = Buffer.concat(constants.map(({ constant }) => littleEndianBytes(constant)));
  const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES));
  const shards = new Map(
    Array.from({ length: count }, (_, i) => [`group1-shard${i + 1}of${count}.bin`, bytes.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES)]),
  );
  const describe = (values: TensorFlowGraph['inputs']) =>
    Object.fromEntries(
      Object.entries(values).map(([name, shape]) => [name, { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: shapeJson(shape) }]),
    );
  return {
    model: {
      format: 'graph-model',
      generatedBy: 'supcon',
      convertedBy: 'supcon',
      signature: { inputs: describe(graph.inputs), outputs: describe(graph.outputs) },
      userDefinedMetadata: metadata,
      modelTopology: { node, library: {}, versions: { producer: GRAPH_PRODUCER } },
      weightsManifest: [
        {
          paths: [...shards.keys()],
          weights: constants.map(({ name, constant }) => ({
            name,
            shape: constant.shape,
            dtype: 'floats' in constant ? 'float32' : 'int32',
          })),
        },
      ],
    },
    shards,
  };
}

function attributeJson(attribute: GraphAttribute): Record<string, unknown> {
  switch (attribute.kind) {
    case 'type':
      return { type: attribute.type === 'float32' ? 'DT_FLOAT' : 'DT_INT32' };
    case 'ints':
      return { list: { i: attribute.ints.map(String) } };
    case 'text':
      return { s: Buffer.from(attribute.text).toString('base64') };
    case 'bool':
      return { b: attribute.bool };
    case 'shape':
      return { shape: shapeJson(attribute.shape) };
    case 'constant':
      // The values lie in the binary files.
      return {
        tensor: {
          dtype: 'floats' in attribute.constant ? 'DT_FLOAT' : 'DT_INT32',
          tensorShape: shapeJson(attribute.constant.shape),
        },
      };
  }
}

function shapeJson(shape: readonly number[]): { dim: { size: string }[] } {
  return { dim: shape.map((size) => ({ size: String(size) })) };
}

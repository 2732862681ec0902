/** A constant of a graph; `ints` are int32. */
export type GraphConstant =
  { readonly shape: readonly number[]; readonly floats: Float32Array } | { readonly shape: readonly number[]; readonly ints: Int32Array };

/** One attribute of an operation. A `shape` has -1 where a size is known only at run time. */
export type GraphAttribute =
  | { readonly kind: 'type'; readonly type: 'float32' | 'int32' }
  | { readonly kind: 'ints'; readonly ints: readonly number[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bool'; readonly bool: boolean }
  | { readonly kind: 'shape'; readonly shape: readonly number[] }
  | { readonly kind: 'constant'; readonly constant: GraphConstant };

/** One operation of a TensorFlow graph; its inputs are names of other nodes. */
export interface GraphNode {
  /** Other nodes call its output by this. */
  readonly name: string;
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, GraphAttribute>>;
}

/** A frozen TensorFlow graph: what SavedModel and TensorFlow.js write, each in its own way. */
export interface TensorFlowGraph {
  /** In an order in which they can be computed. */
  readonly nodes: readonly GraphNode[];
  /** float32; -1 where a size is known only at run time. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Readonly<Record<string, readonly number[]>>;
}

/** Version of the set of operations that the graphs are written for: TensorFlow 1.15 and later read it. */
export const GRAPH_PRODUCER = 134;

/** Collects the nodes of a graph; every method answers the name of what it added. */
export class TensorFlowGraphBuilder {
  readonly nodes: GraphNode[] = [];

  node(operation: string, name: string, inputs: readonly string[], attributes: Readonly<Record<string, GraphAttribute>> = {}): string {
    this.nodes.push({ name, operation, inputs, attributes });
    return name;
  }

  /** A node on float32 inputs with the usual type attribute. */
  float(operation: string, name: string, inputs: readonly string[], attributes: Readonly<Record<string, GraphAttribute>> = {}): string {
    return this.node(operation, name, inputs, { T: FLOAT, ...attributes });
  }

  constant(name: string, constant: GraphConstant): string {
    const dtype: GraphAttribute = { kind: 'type', type: 'floats' in constant ? 'float32' : 'int32' };
    return this.node('Const', name, [], { dtype, value: { kind: 'constant', constant } });
  }

  floats(name: string, shape: readonly number[], floats: Float32Array): string {
    return this.constant(name, { shape, floats });
  }

  ints(name: string, shape: readonly number[], ints: readonly number[]): string {
    return this.constant(name, { shape, ints: Int32Array.from(ints) });
  }
}

export const FLOAT: GraphAttribute = { kind: 'type', type: 'float32' };
export const INT: GraphAttribute = { kind: 'type', type: 'int32' };
/** An attribute that is true or false. */
export const bool = (value: boolean): GraphAttribute => ({ kind: 'bool', bool: value });
/** An attribute that is a list of integers. */
export const ints = (values: readonly number[]): GraphAttribute => ({ kind: 'ints', ints: values });
/** An attribute that is a string. */
export const text = (value: string): GraphAttribute => ({ kind: 'text', text: value });

import type { onnx } from 'onnx-proto';

/** Values of a graph that an 8-bit encoder keeps in 8 bits, each with the value whose range it has: what goes into and comes out of convolutions, sums and
 * max pooling. Behind a convolution or sum with an activation of its own that is the activation's output: the runtime computes both at once.
 * Max pooling makes no new values, so that its output shares the range of its input.
 * @returns by name, in the order in which they are computed. */
export function quantizedActivations(graph: onnx.IGraphProto): Map<string, string> {
  const nodes = graph.node ?? [];
  const constants = new Set((graph.initializer ?? []).map(({ name }) => name));
  const readers = new Map<string, onnx.INodeProto[]>();
  for (const node of nodes) for (const input of node.input ?? []) readers.set(input, [...(readers.get(input) ?? []), node]);
  const wanted = new Set<string>();
  for (const { opType, input = [], output = [] } of nodes) {
    const kind = opType ?? '';
    if (!isQuantized(kind)) continue;
    for (const name of kind === 'Add' ? input! : input!.slice(0, 1)) wanted.add(name);
    const [result = ''] = output!;
    const [reader, ...others] = readers.get(result) ?? [];
    const fused = reader !== undefined && others.length === 0 && FUSED.has(reader.opType ?? '');
    wanted.add(fused ? reader.output![0]! : result);
  }
  const ranges = new Map<string, string>();
  for (const { opType, input = [], output = [] } of nodes) {
    const [result = ''] = output!;
    if (!wanted.has(result) || constants.has(result)) continue;
    const [source = ''] = input!;
    ranges.set(result, opType === 'MaxPool' ? ranges.get(source)! : result);
  }
  return ranges;
}

/** Operations that are computed in 8 bits. */
export function isQuantized(operation: string): boolean {
  return operation === 'Conv' || operation === 'Add' || operation === 'MaxPool';
}

/** Activations that become a bound of the 8-bit range of the operation before them. */
const FUSED: ReadonlySet<string> = new Set(['Relu', 'Clip']);

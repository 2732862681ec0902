import type { onnx } from 'onnx-proto';

/** Activations that become a bound of the 8-bit range of the operation before them. */
const FUSED: ReadonlySet<string> = new Set(['Relu', 'Clip']);

/** Values of a graph that an 8-bit encoder keeps in 8 bits, each with the value whose range it has: what goes into convolutions, and what comes out of
 * convolutions and sums. Behind one with an activation of its own that is the activation's output: the runtime computes both at once. What a sum
 * adds comes out of others. Max pooling makes no new values, so that its output shares the range of its input, and needs no arithmetic.
 * @returns by name, in the order in which they are computed. */
export function quantizedActivations(graph: onnx.IGraphProto): Map<string, string> {
  const nodes = graph.node ?? [];
  const readers = new Map<string, onnx.INodeProto[]>();
  for (const node of nodes) for (const input of node.input ?? []) readers.set(input, [...(readers.get(input) ?? []), node]);
  const wanted = new Set<string>();
  for (const { opType, input, output } of nodes) {
    if (opType !== 'Conv' && opType !== 'Add') continue;
    if (opType === 'Conv') wanted.add(input![0]!);
    const [result = ''] = output!;
    const [reader, ...others] = readers.get(result) ?? [];
    const fused = reader !== undefined && others.length === 0 && FUSED.has(reader.opType ?? '');
    wanted.add(fused ? reader.output![0]! : result);
  }
  const ranges = new Map<string, string>();
  for (const { opType, input, output } of nodes) {
    const [result = ''] = output!;
    if (!wanted.has(result)) continue;
    const source = opType === 'MaxPool' ? ranges.get(input![0]!) : undefined;
    ranges.set(result, source ?? result);
  }
  return ranges;
}

import { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphBuilder } from '../src/onnx/graph-builder.js';
import { VERSIONS } from '../src/onnx/versions.js';

/** What ONNX Runtime answers for a graph of one input and one output.
 * @param add adds nodes that take the input of this name, and returns the name of the output. */
export async function runGraph(
  x: Float32Array,
  shape: readonly number[],
  add: (graph: GraphBuilder, x: string) => string,
): Promise<Float32Array> {
  const graph = new GraphBuilder();
  const output = add(graph, 'x');
  const rank = shape.map((_, axis) => `d${axis}`);
  const model = graph.build({ name: 'test', ...VERSIONS, inputs: { x: [...shape] }, outputs: { [output]: rank } });
  const session = await InferenceSession.create(model);
  const { [output]: answer } = await session.run({ x: new Tensor('float32', x, shape) });
  await session.release();
  return answer!.data as Float32Array;
}

import onnxProto, { type onnx } from 'onnx-proto';
import { describe, expect, it } from 'vitest';
import { exportedEncoder } from '../../test/exported-encoders.js';
import { graphFromOnnx } from './graph-from-onnx.js';

const { ModelProto } = onnxProto.onnx;

/** A model with something changed in its graph. */
async function changed(change: (graph: onnx.IGraphProto) => void): Promise<Uint8Array> {
  const { onnx } = await exportedEncoder({ depth: 18, stem: 'small', width: 2 }, 16, 1);
  const model = ModelProto.decode(onnx);
  change(model.graph!);
  return ModelProto.encode(model).finish();
}

describe('graphFromOnnx', () => {
  it('has every node once, behind what it is computed from', async () => {
    const { onnx } = await exportedEncoder({ kind: 'mobilenet', stem: 'imagenet', width: 0.25 }, 32, 1);
    const graph = graphFromOnnx(onnx);
    const seen = new Set<string>();
    for (const { name, inputs } of graph.nodes) {
      expect(seen.has(name), name).toBe(false);
      for (const input of inputs) expect(seen.has(input), `${input} of ${name}`).toBe(true);
      seen.add(name);
    }
    for (const name of [...Object.keys(graph.inputs), ...Object.keys(graph.outputs)]) expect(seen.has(name)).toBe(true);
  });

  it.each<[string, RegExp, (graph: onnx.IGraphProto) => void]>([
    [
      'an operation it does not know',
      /Sigmoid 'stem.relu'/,
      (graph) => (graph.node!.find(({ opType }) => opType === 'Relu')!.opType = 'Sigmoid'),
    ],
    [
      'grouped convolutions that are not depthwise',
      /Conv 'stem.bn'/,
      (graph) => {
        graph.node!.find(({ opType }) => opType === 'Conv')!.attribute!.find(({ name }) => name === 'group')!.i = 3;
      },
    ],
    [
      'paddings that differ between sides',
      /Conv 'stem.bn'/,
      (graph) => {
        graph.node!.find(({ opType }) => opType === 'Conv')!.attribute!.find(({ name }) => name === 'pads')!.ints = [0, 1, 1, 1];
      },
    ],
    ['constants that are not float32', /is not raw float32/, (graph) => (graph.initializer![0]!.dataType = 7)],
  ])('refuses %s', async (_, message, change) => {
    const model = await changed(change);
    expect(() => graphFromOnnx(model)).toThrow(message);
  });

  it('refuses bytes that are no model', () => {
    expect(() => graphFromOnnx(Buffer.from('not a model'))).toThrow(/no ONNX model/);
  });
});

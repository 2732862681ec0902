import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXPORTED, exportedEncoder, worstDifference } from '../../test/exported-encoders.js';
import { loadBackend } from '../engine/tfjs/load-backend.js';
import { graphFromOnnx } from './graph-from-onnx.js';
import { encodeGraphModel } from './graph-model.js';

/** A web server's answers without the web: TensorFlow.js takes the files from memory. */
function serve({ model, shards }: ReturnType<typeof encodeGraphModel>): tf.io.IOHandler {
  const json = JSON.parse(JSON.stringify(model)) as tf.io.ModelJSON;
  return {
    load: () =>
      tf.io.getModelArtifactsForJSON(json, async (manifest) => {
        const weights = Buffer.concat(manifest.flatMap(({ paths }) => paths.map((name) => shards.get(name)!)));
        return Promise.resolve([manifest.flatMap((group) => group.weights), new Uint8Array(weights).buffer]);
      }),
  };
}

describe.each(['cpu', 'wasm'] as const)('encodeGraphModel on %s', (backend) => {
  beforeAll(() => loadBackend(backend));

  it.each(EXPORTED)('is loaded by TensorFlow.js and answers what ONNX Runtime answers: $options at $size px', async ({ options, size }) => {
    const { onnx, images, shape, expected } = await exportedEncoder(options, size);
    const model = await loadGraphModel(serve(encodeGraphModel(graphFromOnnx(onnx))));
    const input = tf.tensor4d(images, [...shape]);
    const [embedding, logits] = (await model.executeAsync({ images: input }, ['embedding', 'logits'])) as tf.Tensor[];
    expect(worstDifference(await embedding!.data(), expected.embedding)).toBeLessThan(1e-4);
    expect(worstDifference(await logits!.data(), expected.logits)).toBeLessThan(1e-4);
    // By its signature, as most will call it.
    const predicted = model.predict(input) as tf.Tensor[];
    expect(predicted.map((tensor) => tensor.shape)).toEqual([embedding!.shape, logits!.shape]);
    model.dispose();
  });
});

it('cuts weights into pieces that browsers cache', async () => {
  const { onnx } = await exportedEncoder({ depth: 18, stem: 'small', width: 48 }, 16, 1);
  const { model, shards } = encodeGraphModel(graphFromOnnx(onnx), { labels: ['a'] });
  const sizes = [...shards.values()].map((shard) => shard.length);
  expect(sizes.length).toBeGreaterThan(2);
  expect(sizes.slice(0, -1).every((size) => size === 4 * 1024 * 1024)).toBe(true);
  expect([...shards.keys()][0]).toBe(`group1-shard1of${sizes.length}.bin`);
  expect(model['userDefinedMetadata']).toEqual({ labels: ['a'] });
});

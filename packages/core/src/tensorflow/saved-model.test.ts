import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-node-gpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPORTED, exportedEncoder, worstDifference } from '../../test/exported-encoders.js';
import { graphFromOnnx } from './graph-from-onnx.js';
import { encodeSavedModel } from './saved-model.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-saved-model-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function save(name: string, bytes: Uint8Array): Promise<string> {
  const folder = path.join(home, name);
  await mkdir(folder);
  await writeFile(path.join(folder, 'saved_model.pb'), bytes);
  return folder;
}

/** The package hands out its protocol buffers where its types promise numbers. */
function sizes(shape: unknown): number[] {
  return (shape as { getSize(): number }[]).map((dim) => dim.getSize());
}

describe('encodeSavedModel', () => {
  it.each(EXPORTED.map((entry, index) => ({ ...entry, index })))(
    'is loaded by TensorFlow and answers what ONNX Runtime answers: $options at $size px',
    async ({ options, size, index }) => {
      const { onnx, images, shape, expected } = await exportedEncoder(options, size);
      const model = await tf.node.loadSavedModel(await save(String(index), encodeSavedModel(graphFromOnnx(onnx))));
      const input = tf.tensor(images, [...shape]);
      const output = model.predict({ images: input }) as tf.NamedTensorMap;
      expect(Object.keys(output).sort()).toEqual(['embedding', 'logits']);
      expect(worstDifference(await output['embedding']!.data(), expected.embedding)).toBeLessThan(1e-4);
      expect(worstDifference(await output['logits']!.data(), expected.logits)).toBeLessThan(1e-4);
      tf.dispose([input, output]);
      model.dispose();
    },
  );

  it('describes itself: tag, signature, names, types and shapes', async () => {
    const { onnx } = await exportedEncoder({ depth: 18, stem: 'small', width: 4 }, 32);
    const [graph] = await tf.node.getMetaGraphsFromSavedModel(await save('described', encodeSavedModel(graphFromOnnx(onnx))));
    expect(graph?.tags).toEqual(['serve']);
    const { inputs, outputs } = graph!.signatureDefs['serving_default']!;
    const described = Object.values({ ...inputs, ...outputs }).map(({ name, dtype, shape }) => ({ name, dtype, shape: sizes(shape) }));
    expect(described).toEqual([
      { name: 'images:0', dtype: 'float32', shape: [-1, 32, 32, 3] },
      { name: 'embedding:0', dtype: 'float32', shape: [-1, 32] },
      { name: 'logits:0', dtype: 'float32', shape: [-1, 5] },
    ]);
  });
});

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-node-gpu';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEncoder, createNativeEngine, planEncoder, type EncoderOptions } from '@supcon/core';
import { readArtifact } from '@supcon/core/artifact';
import { decodeImage, DECODING, normaliseImage } from '@supcon/core/image';
import { hashedValues } from '../../test/hashed-values.js';
import { hashedEncoderWeights, writeTinyArtifact } from '../../test/tiny-artifact.js';
import { decodeSafetensors } from '../weights/safetensors.js';
import { initFromFile } from '../weights/init-from-file.js';
import { mapWeights } from '../weights/map-weights.js';
import { exportArtifact } from './export-artifact.js';

/** libjpeg-turbo as the decoder uses it. */
const turbo = createRequire(import.meta.resolve('@supcon/core'))('@julusian/jpeg-turbo') as {
  readonly FORMAT_RGB: number;
  decompressSync(file: Buffer, options: { readonly format: number }): { readonly data: Buffer };
};

const SHAPE = [3, 32, 32, 3];
const images = hashedValues('images', 3 * 32 * 32 * 3, -2, 2);

let home: string;
let artifact: string;
let expected: { embedding: ArrayLike<number>; logits: ArrayLike<number> };
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'supcon-export-'));
  ({ folder: artifact } = await writeTinyArtifact(join(home, 'tiny', '1')));
  expected = await runOnnx(join(artifact, 'encoder.onnx'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function runOnnx(path: string): Promise<typeof expected> {
  const session = await InferenceSession.create(path);
  const { embedding, logits } = await session.run({ images: new Tensor('float32', images, SHAPE) });
  await session.release();
  return { embedding: embedding!.data as Float32Array, logits: logits!.data as Float32Array };
}

async function expectSame(embedding: tf.Tensor, logits: tf.Tensor): Promise<void> {
  for (const [actual, wanted] of [
    [await embedding.data(), expected.embedding],
    [await logits.data(), expected.logits],
  ] as const) {
    expect(actual.length).toBe(wanted.length);
    expect(Math.max(...Array.from(actual, (value, i) => Math.abs(value - wanted[i]!)))).toBeLessThan(1e-4);
  }
}

const described = expect.objectContaining({ labels: ['cat', 'dog'], imageSize: 32, embeddingSize: 32 }) as unknown;
const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

describe('exportArtifact', () => {
  it('writes ONNX that ONNX Runtime answers the same with', async () => {
    const to = join(home, 'out', 'encoder.onnx');
    const { files } = await exportArtifact({ artifact, format: 'onnx', to });
    expect(Object.keys(files)).toEqual(['encoder.onnx', 'encoder.onnx.json']);
    expect(await runOnnx(to)).toEqual(expected);
    expect(await readJson(`${to}.json`)).toEqual(described);
  });

  it('writes ONNX that takes decoded pictures of any size, and answers what the server answers to the file', async () => {
    const to = join(home, 'pixels.onnx');
    await exportArtifact({ artifact, format: 'onnx', to, pixels: true });
    expect(await readJson(`${to}.json`)).toMatchObject({ imageSize: 32, pixels: { input: { name: 'pixels', type: 'uint8' } } });
    const { manifest, onnxPath } = await readArtifact(artifact);
    const [encoder, whole] = [await InferenceSession.create(onnxPath), await InferenceSession.create(to)];
    for (const [width, height] of [
      [70, 51],
      [40, 113],
    ] as const) {
      const file = await sharp(Buffer.from(hashedValues('photo', width * height * 3, 0, 255)), { raw: { width, height, channels: 3 } })
        .blur(2)
        .jpeg()
        .toBuffer();
      const square = normaliseImage(await decodeImage(file, { size: 32, decoding: DECODING }), manifest.preprocessing);
      const wanted = await encoder.run({ images: new Tensor('float32', square, [1, 32, 32, 3]) });
      const { data } = turbo.decompressSync(file, { format: turbo.FORMAT_RGB });
      const answer = await whole.run({ pixels: new Tensor('uint8', Uint8Array.from(data), [1, height, width, 3]) });
      for (const name of ['embedding', 'logits']) {
        const [own, want] = [answer, wanted].map((all) => all[name]!.data as Float32Array) as [Float32Array, Float32Array];
        expect(Math.max(...want.map((value, at) => Math.abs(value - own[at]!)))).toBeLessThan(1e-4);
      }
    }
    await Promise.all([encoder.release(), whole.release()]);
    await expect(exportArtifact({ artifact, format: 'tfjs', to: join(home, 'no'), pixels: true })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('writes a graph model that TensorFlow.js loads from its files', async () => {
    const to = join(home, 'web');
    await exportArtifact({ artifact, format: 'tfjs', to });
    const model = await loadGraphModel(tf.io.fileSystem(join(to, 'model.json')));
    const input = tf.tensor(images, SHAPE);
    const [embedding, logits] = model.predict(input) as tf.Tensor[];
    await expectSame(embedding!, logits!);
    expect(await readJson(join(to, 'model.json'))).toMatchObject({ userDefinedMetadata: { supcon: described } });
    model.dispose();
  });

  it('writes a SavedModel that TensorFlow loads', async () => {
    const to = join(home, 'saved');
    await exportArtifact({ artifact, format: 'savedmodel', to });
    const model = await tf.node.loadSavedModel(to);
    const { embedding, logits } = model.predict({ images: tf.tensor(images, SHAPE) }) as tf.NamedTensorMap;
    await expectSame(embedding!, logits!);
    expect(await readJson(join(to, 'assets.extra', 'supcon.json'))).toEqual(described);
    model.dispose();
  });

  it('writes safetensors that a training starts from', async () => {
    const to = join(home, 'own.safetensors');
    await exportArtifact({ artifact, format: 'safetensors', to });
    const { tensors, metadata } = decodeSafetensors(await readFile(to), to);
    expect(tensors.get('classifier.weight')!.shape).toEqual([32, 2]);
    expect(JSON.parse(metadata['supcon']!)).toEqual(described);
    const engine = await createNativeEngine();
    const encoder = createEncoder(engine, planEncoder({ depth: 18, stem: 'small', width: 4 }));
    expect(await initFromFile(encoder, to)).toMatchObject({ ignored: ['classifier.weight', 'classifier.bias'], missing: [] });
    expect(await encoder.weights()).toEqual(hashedEncoderWeights({ depth: 18, stem: 'small', width: 4 }));
    engine.dispose();
  });

  it.each<EncoderOptions>([
    { depth: 18, stem: 'small', width: 4 },
    { depth: 50, stem: 'imagenet', width: 2 },
    { kind: 'mobilenet', stem: 'imagenet', width: 0.25, lastChannels: 16 },
  ])("writes torchvision's names and layouts for $depth $kind, which read back bit for bit", async (options) => {
    const { folder, content } = await writeTinyArtifact(
      join(home, `${options.kind ?? 'resnet'}-${'depth' in options ? options.depth : ''}`, '1'),
      options,
    );
    const to = `${folder}.safetensors`;
    await exportArtifact({ artifact: folder, format: 'safetensors', names: 'torchvision', to });
    const { tensors } = decodeSafetensors(await readFile(to), to);
    const { weights, report } = mapWeights(content.plan, { path: to, format: 'safetensors', tensors });
    expect(new Map([...weights].sort())).toEqual(new Map([...content.weights].sort()));
    expect(report.ignored).toHaveLength(2);
    const head = tensors.get(report.ignored.find((name) => name.endsWith('.weight'))!)!;
    expect(head.shape).toEqual([2, content.plan.embeddingSize]);
    // Class 1, feature 3.
    expect(head.data[content.plan.embeddingSize + 3]).toBe(content.classifier.weight[3 * 2 + 1]);
  });

  it('refuses what is there already, encoders that torchvision has not, and leaves nothing half done', async () => {
    await expect(exportArtifact({ artifact, format: 'onnx', to: home })).rejects.toMatchObject({ code: 'USAGE' });
    const { folder } = await writeTinyArtifact(join(home, 'wide', '1'), { kind: 'wide-resnet', depth: 10, widthFactor: 1 });
    await expect(
      exportArtifact({ artifact: folder, format: 'safetensors', names: 'torchvision', to: join(home, 'wide.safetensors') }),
    ).rejects.toMatchObject({ code: 'BAD_ENCODER', message: expect.stringContaining('--names supcon') as unknown });
    await expect(exportArtifact({ artifact: join(home, 'nowhere'), format: 'tfjs', to: join(home, 'x') })).rejects.toMatchObject({
      code: 'BAD_ARTIFACT',
    });
    expect((await readdir(home)).filter((name) => name.includes('tmp') || name === 'wide.safetensors' || name === 'x')).toEqual([]);
  });
});

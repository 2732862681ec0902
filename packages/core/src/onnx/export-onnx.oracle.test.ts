import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashedValues, hashedWeights } from '../../test/hashed-values.js';
import { naive } from '../../test/naive-operations.js';
import { naiveEncoderForward } from '../../test/naive-encoder.js';
import { runOnnx } from '../../test/onnx-session.js';
import { tfResNetForward } from '../../test/tf-resnet.js';
import { samplePositions, torchEncoderCases, torchvisionCases } from '../../test/torchvision-resnet.js';
import { planEncoder, type EncoderOptions, type EncoderPlan } from '../plans/encoder-plan.js';
import { planResNet, type ResNetOptions } from '../plans/resnet-plan.js';
import { loadBackend } from '../engine/tfjs/load-backend.js';
import { decodeImage, normaliseImage } from '../image/index.js';
import { exportOnnx } from './export-onnx.js';

const CLASSES = 5;

beforeAll(() => loadBackend('wasm'));

function classifierFor(plan: EncoderPlan): { weight: Float32Array; bias: Float32Array } {
  const bound = 1 / Math.sqrt(plan.embeddingSize);
  return { weight: hashedValues('classifier', plan.embeddingSize * CLASSES, -bound, bound), bias: hashedValues('bias', CLASSES, -1, 1) };
}

/** Noise over a gradient through JPEG's blocks and colour subsampling: fine detail at every scale, as photos have. */
async function photos(count: number, size: number): Promise<Float32Array> {
  const images = new Float32Array(count * size * size * 3);
  for (let n = 0; n < count; n++) {
    const noise = await sharp({
      create: { width: 24, height: 18, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 90 + 30 * n, sigma: 60 } },
    })
      .resize(320, 240)
      .png()
      .toBuffer();
    const jpeg = await sharp(noise).linear([1.1, 0.9, 0.8], [0, 20, -10]).jpeg({ quality: 88 }).toBuffer();
    images.set(normaliseImage(await decodeImage(jpeg, { size })), n * size * size * 3);
  }
  return images;
}

/** Largest difference of unit embeddings and of logits from what the pooled features [N, D] demand. */
async function worstDifferences(
  plan: EncoderPlan,
  features: ArrayLike<number>,
  images: Float32Array,
  shape: readonly number[],
): Promise<{ embedding: number; logits: number }> {
  const classifier = classifierFor(plan);
  const answer = await runOnnx(exportOnnx(plan, hashedWeights(plan), classifier, shape[1]!), images, shape);
  const { embeddingSize } = plan;
  let [embedding, logits] = [0, 0];
  for (let n = 0; n < shape[0]!; n++) {
    const row = Array.from({ length: embeddingSize }, (_, d) => features[n * embeddingSize + d]!);
    const length = Math.hypot(...row);
    row.forEach((value, d) => {
      embedding = Math.max(embedding, Math.abs(value / length - answer.embedding[n * embeddingSize + d]!));
    });
    classifier.bias.forEach((bias, c) => {
      const logit = row.reduce((sum, value, d) => sum + value * classifier.weight[d * CLASSES + c]!, bias);
      logits = Math.max(logits, Math.abs(logit - answer.logits[n * CLASSES + c]!));
    });
  }
  return { embedding, logits };
}

const small: readonly { readonly options: EncoderOptions; readonly size: number }[] = [
  { options: { depth: 18, stem: 'small', width: 16 }, size: 24 },
  { options: { depth: 18, stem: 'small', stemStride: 2, width: 8 }, size: 33 },
  { options: { depth: 34, stem: 'small', width: 4 }, size: 16 },
  { options: { depth: 50, stem: 'imagenet', width: 8, pooling: { kind: 'gem', p: 2 } }, size: 70 },
  { options: { depth: 101, stem: 'small', stemStride: 2, width: 4 }, size: 32 },
  { options: { kind: 'wide-resnet', depth: 16, widthFactor: 2 }, size: 24 },
  { options: { kind: 'wide-resnet', depth: 10, widthFactor: 1, stemStride: 2, pooling: { kind: 'gem', p: 3, learnable: true } }, size: 33 },
  { options: { kind: 'mobilenet', stem: 'small', width: 0.5, lastChannels: 64 }, size: 24 },
  { options: { kind: 'mobilenet', stem: 'imagenet', width: 0.35, pooling: { kind: 'gem' } }, size: 65 },
  { options: { kind: 'efficientnet-lite' }, size: 48 },
  { options: { kind: 'efficientnet-lite', variant: 1 }, size: 37 },
];

it.each(small)('answers what float64 loops answer: $options at $size px', async ({ options, size }) => {
  const plan = planEncoder(options);
  const images = await photos(2, size);
  const shape = [2, size, size, 3];
  const features = naiveEncoderForward(plan, hashedWeights(plan), naive(shape, images)).get('embedding')!;
  const worst = await worstDifferences(plan, features.data, images, shape);
  expect(worst.embedding).toBeLessThan(1e-5);
  expect(worst.logits).toBeLessThan(1e-5);
});

const full: readonly { readonly options: ResNetOptions; readonly size: number }[] = [
  { options: { depth: 18, stem: 'small', stemStride: 2, width: 32 }, size: 64 },
  { options: { depth: 50, stem: 'imagenet', width: 16 }, size: 128 },
];

it.each(full)('answers what TensorFlow.js answers: $options at $size px', async ({ options, size }) => {
  const plan = planResNet(options);
  const images = await photos(3, size);
  const features = tfResNetForward(plan, hashedWeights(plan), images, [3, size, size, 3]);
  const worst = await worstDifferences(plan, features, images, [3, size, size, 3]);
  expect(worst.embedding).toBeLessThan(1e-4);
  expect(worst.logits).toBeLessThan(1e-4);
});

const torch = [...torchvisionCases(), ...torchEncoderCases()];
describe.each(torch)('exportOnnx beside PyTorch, $options at $size px', ({ options, size, layers }) => {
  it('answers the embedding that PyTorch answers', async () => {
    const plan = planEncoder(options);
    const model = exportOnnx(plan, hashedWeights(plan), classifierFor(plan), size);
    const { embedding } = await runOnnx(model, hashedValues('images', size * size * 3, -2, 2), [1, size, size, 3]);
    const golden = layers['embedding']!;
    const length = golden.rms * Math.sqrt(plan.embeddingSize);
    samplePositions('embedding', plan.embeddingSize).forEach((at, i) => {
      expect(Math.abs(embedding[at]! - golden.values[i]! / length)).toBeLessThan(1e-5);
    });
  });
});

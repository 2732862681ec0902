import onnxProto from 'onnx-proto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normals, values } from '../../test/gradient-check.js';
import { hashedWeights } from '../../test/hashed-values.js';
import { runOnnx } from '../../test/onnx-session.js';
import { createEncoder } from '../encoders/create-encoder.js';
import { planEncoder, type EncoderOptions } from '../plans/encoder-plan.js';
import { planResNet } from '../plans/resnet-plan.js';
import type { WeightMap } from '../plans/weight-map.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createTfjsEngine } from '../engine/tfjs/tfjs-engine.js';
import { decodeImage, normaliseImage } from '../image/index.js';
import { createRng } from '../rng.js';
import { exportOnnx } from './export-onnx.js';

const engines: Engine[] = [];
beforeAll(async () => {
  engines.push(await createNativeEngine(), await createTfjsEngine('tensorflow'));
});
afterAll(() => {
  for (const engine of engines) engine.dispose();
});

/** Statistics and affine parameters far from their initial 0 and 1, so that folding has something to do. */
function disturb(weights: WeightMap, seed: number): WeightMap {
  const rng = createRng(seed, 'disturb');
  return new Map(
    [...weights].map(([name, { shape, data }]) => {
      const part = name.split('.').at(-1);
      const between = part === 'gamma' || part === 'variance' ? [0.5, 1.5] : part === 'beta' || part === 'mean' ? [-0.2, 0.2] : undefined;
      return [name, { shape, data: between ? data.map(() => rng.between(between[0]!, between[1]!)) : data }];
    }),
  );
}

/** Shapes and gradients as a JPEG file: what a camera's file goes through. */
async function picture(seed: number): Promise<Buffer> {
  const hue = (seed * 67) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="150"><defs><linearGradient id="g"><stop offset="0" stop-color="hsl(${hue},70%,40%)"/><stop offset="1" stop-color="hsl(${hue + 90},60%,80%)"/></linearGradient></defs><rect width="200" height="150" fill="url(#g)"/><circle cx="${60 + 9 * seed}" cy="70" r="40" fill="hsl(${hue + 180},80%,50%)"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer();
}

const variants: readonly { readonly options: EncoderOptions; readonly size: number }[] = [
  { options: { depth: 18, stem: 'small', stemStride: 2, width: 32 }, size: 64 },
  { options: { depth: 34, stem: 'small', width: 8 }, size: 32 },
  { options: { depth: 50, stem: 'imagenet', width: 16 }, size: 128 },
  { options: { kind: 'wide-resnet', pooling: { kind: 'gem', learnable: true } }, size: 32 },
  { options: { kind: 'mobilenet', stem: 'imagenet' }, size: 96 },
  { options: { kind: 'efficientnet-lite' }, size: 96 },
];

describe.each(variants)('exportOnnx $options at $size px', ({ options, size }) => {
  it('answers what both engines answer on JPEG pictures, to 1e-4', async () => {
    const plan = planEncoder(options);
    const pixels = await Promise.all([1, 2, 3].map(async (seed) => normaliseImage(await decodeImage(await picture(seed), { size }))));
    const images = Float32Array.from(pixels.flatMap((pixel) => [...pixel]));
    const shape = [3, size, size, 3];
    const classes = 4;
    const classifier = { weight: normals(5, plan.embeddingSize * classes).map((value) => value * 0.05), bias: normals(6, classes) };
    const [first] = engines as [Engine];
    const weights = disturb(await createEncoder(first, plan, { seed: 4 }).weights(), 7);
    const frozen = await runOnnx(exportOnnx(plan, weights, classifier, size), images, shape);
    for (const engine of engines) {
      const encoder = createEncoder(engine, plan);
      encoder.load(weights);
      const input = engine.upload(images, shape);
      const output = encoder.embed(input);
      const features = await values(engine, output);
      engine.free(input, output);
      encoder.dispose();
      let worstEmbedding = 0;
      let worstLogit = 0;
      for (let n = 0; n < 3; n++) {
        const row = features.subarray(n * plan.embeddingSize, (n + 1) * plan.embeddingSize);
        const length = Math.hypot(...row);
        row.forEach((value, d) => {
          worstEmbedding = Math.max(worstEmbedding, Math.abs(value / length - frozen.embedding[n * plan.embeddingSize + d]!));
        });
        const expected = Array.from(classifier.bias, (bias, c) =>
          row.reduce((sum, value, d) => sum + value * classifier.weight[d * classes + c]!, bias),
        );
        // Random weights make features of any size: errors count against the largest logit of the picture.
        const scale = Math.max(1, ...expected.map(Math.abs));
        expected.forEach((logit, c) => {
          worstLogit = Math.max(worstLogit, Math.abs(logit - frozen.logits[n * classes + c]!) / scale);
        });
      }
      expect(worstEmbedding, engine.device).toBeLessThan(1e-4);
      expect(worstLogit, engine.device).toBeLessThan(1e-4);
    }
  });
});

it('refuses weights that do not fit the plan, naming the tensor', async () => {
  const plan = planResNet({ depth: 18, stem: 'small', width: 2 });
  const weights = await createEncoder(engines[0]!, plan).weights();
  weights.delete('stage3.block1.conv2.variance');
  expect(() => exportOnnx(plan, weights, { weight: new Float32Array(16 * 2), bias: new Float32Array(2) }, 32)).toThrow(
    expect.objectContaining({ code: 'BAD_WEIGHTS', message: expect.stringContaining('stage3.block1.conv2.variance') as unknown }),
  );
});

it('answers finite numbers for a picture whose features are all zero', async () => {
  const plan = planResNet({ depth: 18, stem: 'small', width: 2 });
  const weights = await createEncoder(engines[0]!, plan).weights();
  const dead: WeightMap = new Map(
    [...weights].map(([name, { shape, data }]) => [name, { shape, data: name.endsWith('gamma') ? data.map(() => 0) : data }]),
  );
  const model = exportOnnx(plan, dead, { weight: new Float32Array(16 * 2).fill(1), bias: Float32Array.of(1, 2) }, 32);
  const { embedding, logits } = await runOnnx(model, normals(1, 32 * 32 * 3), [1, 32, 32, 3]);
  expect([...embedding]).toEqual(Array<number>(16).fill(0));
  expect([...logits]).toEqual([1, 2]);
});

it('folds batch normalisation where a convolution precedes, and only there', () => {
  const nodes = (options: EncoderOptions): Map<string, number> => {
    const plan = planEncoder(options);
    const classifier = { weight: new Float32Array(plan.embeddingSize * 2), bias: new Float32Array(2) };
    const model = onnxProto.onnx.ModelProto.decode(exportOnnx(plan, hashedWeights(plan), classifier, 32));
    const counts = new Map<string, number>();
    for (const { opType } of model.graph!.node!) counts.set(opType!, (counts.get(opType!) ?? 0) + 1);
    return counts;
  };
  expect(nodes({ depth: 18, stem: 'small', width: 2 }).has('BatchNormalization')).toBe(false);
  expect(nodes({ kind: 'mobilenet', stem: 'small', width: 0.25 }).has('BatchNormalization')).toBe(false);
  // One before each of the 3 blocks and one behind the last.
  expect(nodes({ kind: 'wide-resnet', depth: 10, widthFactor: 1 }).get('BatchNormalization')).toBe(4);
});

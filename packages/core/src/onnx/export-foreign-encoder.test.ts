import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { worstDifference } from '../../test/exported-encoders.js';
import { hashedValues } from '../../test/hashed-values.js';
import { hashedTensors, naiveConvNeXt, naiveVisionTransformer } from '../../test/naive-foreign-encoders.js';
import { planConvNeXt, type ConvNeXtOptions } from '../plans/convnext-plan.js';
import type { ForeignEncoderPlan } from '../plans/foreign-encoder-plan.js';
import { planVisionTransformer, type VisionTransformerOptions } from '../plans/vision-transformer-plan.js';
import { exportForeignEncoder } from './export-foreign-encoder.js';

const IMAGES = 2;

const convNeXt: ConvNeXtOptions = { kind: 'convnext', depths: [1, 2], widths: [6, 10], imageSize: 18, layerScale: true };
const transformer: VisionTransformerOptions = {
  kind: 'vision-transformer',
  imageSize: 20,
  patch: 5,
  width: 12,
  depth: 2,
  heads: 3,
  hidden: 20,
  qkvBias: true,
  layerScale: true,
  registers: 0,
  positions: { grid: 4, classToken: true },
};

const plans: readonly ForeignEncoderPlan[] = [
  planConvNeXt(convNeXt),
  planConvNeXt({ ...convNeXt, depths: [1], widths: [4], imageSize: 9, layerScale: false }),
  planVisionTransformer(transformer),
  planVisionTransformer({ ...transformer, heads: 1, qkvBias: false, layerScale: false }),
  planVisionTransformer({ ...transformer, depth: 1, registers: 2, positions: { grid: 4, classToken: false } }),
];

const picturesOf = (size: number): Float32Array => hashedValues('images', IMAGES * size * size * 3, -2, 2);

/** [IMAGES, D] */
async function features(plan: ForeignEncoderPlan): Promise<Float32Array> {
  const { imageSize } = plan;
  const session = await InferenceSession.create(exportForeignEncoder(plan, hashedTensors(plan)));
  expect([session.inputNames, session.outputNames]).toEqual([['images'], ['features']]);
  const images = new Tensor('float32', picturesOf(imageSize), [IMAGES, imageSize, imageSize, 3]);
  const { features: answer } = await session.run({ images });
  await session.release();
  expect(answer!.dims).toEqual([IMAGES, plan.embeddingSize]);
  return answer!.data as Float32Array;
}

describe('exportForeignEncoder', () => {
  it.each(plans.map((plan) => [JSON.stringify({ ...plan, tensors: undefined }), plan] as const))(
    'answers what float64 loops answer: %s',
    async (_, plan) => {
      const { imageSize } = plan;
      const pixels = picturesOf(imageSize);
      const weights = hashedTensors(plan);
      const expected = Array.from({ length: IMAGES }, (_, n) => {
        const image = Array.from({ length: imageSize }, (_, y) =>
          Array.from({ length: imageSize }, (_, x) => [0, 1, 2].map((c) => pixels[((n * imageSize + y) * imageSize + x) * 3 + c]!)),
        );
        return plan.kind === 'convnext' ? naiveConvNeXt(plan, weights, image) : naiveVisionTransformer(plan, weights, image);
      });
      expect(worstDifference(await features(plan), expected.flat())).toBeLessThan(1e-5);
    },
  );

  it('takes pictures of the size it was made for, which positions need not have been trained on, and of no other', async () => {
    const plan = planVisionTransformer({ ...transformer, imageSize: 30 });
    const session = await InferenceSession.create(exportForeignEncoder(plan, hashedTensors(plan)));
    const grey = (size: number) => new Tensor('float32', new Float32Array(size * size * 3).fill(0.3), [1, size, size, 3]);
    const { features: answer } = await session.run({ images: grey(30) });
    await expect(session.run({ images: grey(20) })).rejects.toThrow(/30/);
    await session.release();
    expect(answer!.dims).toEqual([1, 12]);
    expect([...(answer!.data as Float32Array)].every(Number.isFinite)).toBe(true);
  });

  it('refuses weights that are missing or not finite, naming the tensor', () => {
    const plan = planConvNeXt(convNeXt);
    const weights = hashedTensors(plan);
    weights.delete('stages.1.blocks.0.gamma');
    expect(() => exportForeignEncoder(plan, weights)).toThrow(/stages\.1\.blocks\.0\.gamma must have 10 values, it is missing/);
  });
});

describe('plans', () => {
  it.each([
    ['depths', () => planConvNeXt({ ...convNeXt, depths: [1, 0] })],
    ['widths', () => planConvNeXt({ ...convNeXt, widths: [4] })],
    ['imageSize', () => planConvNeXt({ ...convNeXt, imageSize: 7 })],
    ['heads', () => planVisionTransformer({ ...transformer, heads: 5 })],
    ['imageSize', () => planVisionTransformer({ ...transformer, imageSize: 21 })],
    ['registers', () => planVisionTransformer({ ...transformer, registers: -1 })],
  ])('refuse %s that cannot be', (name, plan) => {
    expect(plan).toThrow(expect.objectContaining({ code: 'BAD_ENCODER', message: expect.stringContaining(`${name} must be`) as unknown }));
  });
});

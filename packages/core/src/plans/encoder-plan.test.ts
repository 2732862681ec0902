import { describe, expect, it } from 'vitest';
import { planEncoder, type EncoderOptions } from './encoder-plan.js';
import { encoderOptionsSchema } from './encoder-schema.js';
import { planEfficientNetLite } from './efficientnet-lite-plan.js';
import { planMobileNet } from './mobilenet-plan.js';
import { planResNet } from './resnet-plan.js';
import { planWideResNet } from './wide-resnet-plan.js';

const every: readonly EncoderOptions[] = [
  { depth: 18, stem: 'small' },
  { kind: 'resnet', depth: 101, stem: 'imagenet', pooling: { kind: 'gem' } },
  { kind: 'wide-resnet' },
  { kind: 'wide-resnet', depth: 16, widthFactor: 4, stemStride: 2, pooling: { kind: 'gem', p: 2, learnable: true } },
  { kind: 'mobilenet', stem: 'imagenet' },
  { kind: 'mobilenet', stem: 'small', stemStride: 2, width: 0.5, lastChannels: 256 },
  { kind: 'efficientnet-lite' },
  { kind: 'efficientnet-lite', variant: 2, pooling: { kind: 'gem' } },
];

it.each(every)('planEncoder(%o) is what its own options make again, also through JSON and the schema', (options) => {
  const plan = planEncoder(options);
  expect(planEncoder(plan.options)).toEqual(plan);
  expect(planEncoder(encoderOptionsSchema.parse(JSON.parse(JSON.stringify(plan.options))))).toEqual(plan);
  expect(planEncoder(encoderOptionsSchema.parse(options))).toEqual(plan);
});

it('reads options from before there was more than ResNets', () => {
  const old = { kind: 'resnet', depth: 50, stem: 'imagenet', stemStride: 1, width: 64 };
  expect(planEncoder(encoderOptionsSchema.parse(old))).toEqual(planResNet({ depth: 50, stem: 'imagenet' }));
  expect(planEncoder(encoderOptionsSchema.parse({ depth: 18, stem: 'small' })).kind).toBe('resnet');
});

const parametersOf = (plan: ReturnType<typeof planEncoder>): number => {
  const convolution = (layer: { inputs: number; outputs: number; depthwise: boolean; window: { kernel: number } }): number =>
    layer.window.kernel ** 2 * layer.outputs * (layer.depthwise ? 1 : layer.inputs);
  let sum = 0;
  const add = (layer: object | undefined): void => {
    if (!layer) return;
    if ('window' in layer) sum += convolution(layer as Parameters<typeof convolution>[0]);
    if ('channels' in layer) sum += 2 * (layer.channels as number);
    else if ('activation' in layer) sum += 2 * (layer as unknown as { outputs: number }).outputs;
  };
  add(plan.stem);
  for (const block of plan.blocks) {
    if (block.kind === 'pre-activation') [block.norm, block.first, block.second, block.shortcut].forEach(add);
    else [...block.body, block.kind === 'residual' ? block.shortcut : undefined].forEach(add);
  }
  add(plan.tail);
  return sum;
};

/** torchvision's counts without the classifier (25,557,032 - 2,049,000 and so on); wide ResNets as in the paper's table 4, 1.5 M and 36.5 M;
 * EfficientNet-Lites as in the published weights, 1,281,000 fewer than their 4.7, 5.4 and 6.1 M. */
it.each<{ options: EncoderOptions; count: number; embedding: number }>([
  { options: { depth: 50, stem: 'imagenet' }, count: 23_508_032, embedding: 2048 },
  { options: { depth: 101, stem: 'imagenet' }, count: 42_500_160, embedding: 2048 },
  { options: { kind: 'mobilenet', stem: 'imagenet' }, count: 2_223_872, embedding: 1280 },
  { options: { kind: 'wide-resnet', depth: 28, widthFactor: 10 }, count: 36_479_194 - 6410, embedding: 640 },
  { options: { kind: 'efficientnet-lite' }, count: 3_371_008, embedding: 1280 },
  { options: { kind: 'efficientnet-lite', variant: 1 }, count: 4_135_680, embedding: 1280 },
  { options: { kind: 'efficientnet-lite', variant: 2 }, count: 4_811_072, embedding: 1280 },
])('$options has $count parameters', ({ options, count, embedding }) => {
  const plan = planEncoder(options);
  expect(plan.embeddingSize).toBe(embedding);
  expect(parametersOf(plan)).toBe(count);
});

describe('options out of range are refused, naming what was given', () => {
  it.each([
    [{ depth: 19, stem: 'small' }, /depth must be 18, 34, 50 or 101, got 19/],
    [{ depth: 18, stem: 'large' }, /stem must be 'imagenet' or 'small', got "large"/],
    [{ depth: 18, stem: 'small', width: 1.5 }, /width must be a positive integer, got 1.5/],
    [{ depth: 18, stem: 'small', stemStride: 3 }, /stemStride must be 1 or 2, got 3/],
    [{ kind: 'wide-resnet', depth: 27 }, /depth must be 6n \+ 4: 10, 16, 22, 28, ..., got 27/],
    [{ kind: 'wide-resnet', widthFactor: 0 }, /widthFactor must be a positive integer, got 0/],
    [{ kind: 'mobilenet', stem: 'small', width: -1 }, /width must be a number above 0, got -1/],
    [{ kind: 'vit' }, /kind must be 'resnet', 'wide-resnet', 'mobilenet' or 'efficientnet-lite', got 'vit'/],
    [{ kind: 'efficientnet-lite', variant: 3 }, /variant must be 0, 1 or 2, got 3/],
  ])('%o', (options, message) => {
    expect(() => planEncoder(options as EncoderOptions)).toThrow(message);
    expect(() => planEncoder(options as EncoderOptions)).toThrow(expect.objectContaining({ code: 'BAD_ENCODER' }));
    expect(encoderOptionsSchema.safeParse(options).success).toBe(false);
  });
});

it('shrinks pictures as far as the stem says', () => {
  const shrinking = (plan: ReturnType<typeof planEncoder>): number => {
    const strides = plan.blocks.map((block) =>
      block.kind === 'pre-activation' ? block.first.window.stride : block.body.reduce((product, unit) => product * unit.window.stride, 1),
    );
    return strides.reduce((product, stride) => product * stride, plan.stem.window.stride * (plan.pool?.stride ?? 1));
  };
  expect(shrinking(planMobileNet({ kind: 'mobilenet', stem: 'imagenet' }))).toBe(32);
  expect(shrinking(planMobileNet({ kind: 'mobilenet', stem: 'small', stemStride: 2 }))).toBe(16);
  expect(shrinking(planMobileNet({ kind: 'mobilenet', stem: 'small' }))).toBe(8);
  expect(shrinking(planEfficientNetLite({ kind: 'efficientnet-lite' }))).toBe(32);
  expect(shrinking(planWideResNet({ kind: 'wide-resnet' }))).toBe(4);
  expect(shrinking(planResNet({ depth: 18, stem: 'imagenet' }))).toBe(32);
});

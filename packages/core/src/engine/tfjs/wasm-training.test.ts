import { expect, it } from 'vitest';
import { expectSameGradients, trainSteps } from '../../../test/training-step.js';
import type { EncoderOptions } from '../../plans/encoder-plan.js';
import { createNativeEngine } from '../native/native-engine.js';
import { createTfjsEngine } from './tfjs-engine.js';

const variants: readonly EncoderOptions[] = [
  { depth: 18, stem: 'small', stemStride: 2, width: 4 },
  { depth: 18, stem: 'imagenet', width: 4 },
  { kind: 'wide-resnet', depth: 10, widthFactor: 1, pooling: { kind: 'gem', learnable: true } },
  { kind: 'mobilenet', stem: 'small', stemStride: 2, width: 0.25, lastChannels: 32 },
];

it.each(variants)('wasm trains as native TensorFlow does: one step of %o', async (options) => {
  const wasm = await trainSteps(await createTfjsEngine('wasm'), options);
  const native = await trainSteps(await createNativeEngine(), options);
  expect(wasm.left).toBe(0);
  expect(Math.abs(wasm.losses[0]! / native.losses[0]! - 1)).toBeLessThan(1e-4);
  expectSameGradients(wasm.gradients, native.gradients);
});

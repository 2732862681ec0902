import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEncoder } from '../src/encoders/create-encoder.js';
import { planEncoder, type EncoderOptions } from '../src/encoders/encoder-plan.js';
import type { Engine, Precision } from '../src/engine/engine.js';
import { createNativeEngine } from '../src/engine/native/native-engine.js';
import { createOptimiser, type OptimiserOptions } from '../src/optim/create-optimiser.js';
import { createWeightAverage } from '../src/optim/weight-average.js';
import { countedBinding, type Traffic } from './counted-binding.js';
import { normals } from './gradient-check.js';

/** On a GPU every tensor that crosses between host and device is a copy that the queue of kernels waits for. */
let engine: Engine;
const meter = countedBinding();
beforeEach(async () => {
  engine = await createNativeEngine(() => meter.binding);
});
afterEach(() => {
  engine.dispose();
});

const encoders: readonly { readonly title: string; readonly options: EncoderOptions }[] = [
  { title: 'a ResNet with pooling', options: { depth: 18, stem: 'imagenet', width: 4 } },
  { title: 'a ResNet with bottlenecks', options: { depth: 50, stem: 'small', width: 2 } },
  {
    title: 'a wide ResNet with learnt pooling',
    options: { kind: 'wide-resnet', depth: 10, widthFactor: 1, pooling: { kind: 'gem', learnable: true } },
  },
  { title: 'a MobileNet', options: { kind: 'mobilenet', stem: 'small', width: 0.25, lastChannels: 32 } },
];
const optimisers: readonly { readonly options: OptimiserOptions; readonly rates: number }[] = [
  { options: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4 }, rates: 1 },
  // Its bias corrections change the rate and epsilon of every step.
  { options: { kind: 'adamw', weightDecay: 1e-4 }, rates: 3 },
];

/** Forward, backward and optimiser step on pictures that are on the device already; what each of the steps asked of TensorFlow. */
function steps(plan: EncoderOptions, precision: Precision, optimiserOptions: OptimiserOptions, rates: readonly number[]): Traffic[] {
  const encoder = createEncoder(engine, planEncoder(plan), { precision, seed: 1 });
  const optimiser = createOptimiser(optimiserOptions);
  const average = createWeightAverage(engine, encoder.parameters, { decay: 0.99, warmUp: 'none', statistics: encoder.statistics });
  const images = engine.upload(normals(1, 4 * 32 * 32 * 3), [4, 32, 32, 3]);
  const gradient = engine.upload(normals(2, 4 * encoder.embeddingSize), [4, encoder.embeddingSize]);
  const traffic = rates.map((learningRate, step) => {
    meter.take();
    engine.free(encoder.forward(images));
    encoder.backward(gradient);
    void optimiser.step(engine, encoder.parameters, { learningRate, step });
    average.update(step);
    return meter.take();
  });
  engine.free(images, gradient);
  average.dispose();
  encoder.dispose();
  return traffic;
}

describe.each(encoders)('the encoder step of $title', ({ options }) => {
  it.each(['float32', 'bfloat16'] as const)('copies nothing between host and device in %s once its constants are there', (precision) => {
    // The weight average needs its number from the second step on.
    const [first, , ...later] = steps(options, precision, { kind: 'sgd', weightDecay: 1e-4 }, [0.1, 0.1, 0.1, 0.1]);
    expect(first!.uploads.length).toBeGreaterThan(0);
    expect(later.map(({ uploads, downloads }) => ({ uploads, downloads }))).toEqual([
      { uploads: [], downloads: 0 },
      { uploads: [], downloads: 0 },
    ]);
  });

  it.each(optimisers)('uploads $rates scalars for all parameters together when $options.kind moves on in its schedule', (optimiser) => {
    const traffic = steps(options, 'float32', optimiser.options, [0.1, 0.09, 0.08, 0.07]);
    for (const { uploads, downloads } of traffic.slice(2)) {
      expect(downloads).toBe(0);
      expect(uploads.every(({ shape }) => shape.length === 0)).toBe(true);
      expect(uploads.length).toBe(optimiser.rates);
    }
  });
});

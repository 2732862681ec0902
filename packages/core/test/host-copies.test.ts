import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEncoder } from '../src/encoders/create-encoder.js';
import { planEncoder, type EncoderOptions } from '../src/plans/encoder-plan.js';
import type { Engine, Precision } from '../src/engine/engine.js';
import { createNativeEngine } from '../src/engine/native/native-engine.js';
import { TF_DTYPE } from '../src/engine/native/native-handle.js';
import { supConLoss } from '../src/losses/supcon-loss.js';
import { createOptimiser, type OptimiserOptions } from '../src/optim/create-optimiser.js';
import { createWeightAverage } from '../src/optim/weight-average.js';
import { countedBinding, type Operation, type Traffic } from './counted-binding.js';
import { normals } from './gradient-check.js';

interface CudaKernels {
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly inputs: readonly string[];
        readonly kernels: readonly { readonly types: Readonly<Record<string, readonly number[]>>; readonly host: readonly string[] }[];
      }
    >
  >;
}

/** Made by cuda-kernels.py out of the CUDA build of TensorFlow. */
const { operations: CUDA } = JSON.parse(readFileSync(new URL('./fixtures/cuda-kernels.json', import.meta.url), 'utf8')) as CudaKernels;
/** TensorFlow's number for a handle of a variable. */
const RESOURCE = 20;

/** On a GPU every tensor that crosses between host and device is a copy that the queue of kernels waits for. */
let engine: Engine;
let meter: ReturnType<typeof countedBinding>;
beforeEach(async () => {
  meter = countedBinding(true);
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
  { title: 'an EfficientNet-Lite', options: { kind: 'efficientnet-lite' } },
];
const optimisers: readonly { readonly options: OptimiserOptions; readonly scalars: number }[] = [
  // The learning rate.
  { options: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4 }, scalars: 1 },
  // The rate and epsilon, with their bias corrections, and what the decay leaves of a weight.
  { options: { kind: 'adamw', weightDecay: 1e-4 }, scalars: 3 },
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

/** What TensorFlow would copy on its own to run these operations on a GPU: int32 tensors that were uploaded and handles of variables lie in host
 * memory, all else on the device. */
function impliedCopies(operations: readonly Operation[]): string[] {
  const found = operations.flatMap(({ name, types, inputs }) => {
    const known = CUDA[name];
    if (!known) return [`${name} is not in cuda-kernels.json: add it to cuda-kernels.py`];
    const kernel = known.kernels.find((one) =>
      Object.entries(one.types).every(([type, allowed]) => {
        const own = types[type];
        return own !== undefined && allowed.includes(own);
      }),
    );
    if (!kernel) return [`${name} ${JSON.stringify(types)} has no CUDA kernel: it would run on the CPU`];
    return inputs.flatMap(({ uploaded, dtype }, at) => {
      // A list of tensors comes first, as in ConcatV2: names count from the end.
      const argument = known.inputs[Math.max(0, at - inputs.length + known.inputs.length)] ?? '';
      const onHost = (uploaded && dtype === TF_DTYPE.int32) || dtype === RESOURCE;
      return kernel.host.includes(argument) === onHost ? [] : [`${name} wants ${argument} on the ${onHost ? 'device' : 'host'}`];
    });
  });
  return [...new Set(found)];
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
    expect(impliedCopies(later.flatMap(({ operations }) => operations))).toEqual([]);
  });

  it.each(optimisers)('uploads $scalars scalars for all parameters together as $options.kind moves on in its schedule', (optimiser) => {
    const traffic = steps(options, 'float32', optimiser.options, [0.1, 0.09, 0.08, 0.07]);
    for (const { uploads, downloads, operations } of traffic.slice(2)) {
      expect(downloads).toBe(0);
      expect(uploads.every(({ shape }) => shape.length === 0)).toBe(true);
      expect(uploads.length).toBe(optimiser.scalars);
      expect(impliedCopies(operations)).toEqual([]);
    }
  });
});

it('crosses three times each way in the loss, which is computed on the host', async () => {
  const [rows, columns] = [6, 8];
  const projections = engine.upload(normals(3, rows * columns), [rows, columns]);
  meter.take();
  const { gradient } = await supConLoss(engine, projections, Int32Array.of(0, 0, 1, 1, 2, 2));
  const { uploads, downloads, operations } = meter.take();
  engine.free(projections, gradient);
  // Unit rows, slopes of the similarities, and the gradient; projections, similarities, and the gradient of the unit rows.
  const shapes = [
    [rows, columns],
    [rows, rows],
    [rows, columns],
  ];
  expect({ uploads: uploads.map(({ shape }) => shape), downloads }).toEqual({ uploads: shapes, downloads: 3 });
  expect(impliedCopies(operations)).toEqual([]);
});

it('would notice an operation that wants on the device what the host has, and one without a CUDA kernel', () => {
  const device = { uploaded: true, dtype: TF_DTYPE.float32 };
  const host = { uploaded: true, dtype: TF_DTYPE.int32 };
  const crop = (type: number): Operation => ({ name: 'CropAndResize', types: { T: type }, inputs: [device, device, host, host] });
  expect(impliedCopies([crop(TF_DTYPE.float32)])).toEqual(['CropAndResize wants box_ind on the device']);
  expect(impliedCopies([crop(TF_DTYPE.uint8)])).toEqual([expect.stringContaining('has no CUDA kernel')]);
});

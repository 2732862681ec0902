import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CoreError, createEncoder, createNativeEngine, planEncoder, type EncoderOptions, type Engine, type WeightMap } from '@supcon/core';
import { differenceFrom, pretrainedCases, pretrainedTensors, zeroTensors, type PretrainedCase } from '../../test/pretrained-cases.js';
import { encoderTensors } from './encoder-tensors.js';
import { mapWeights, type MapOptions } from './map-weights.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

const ENCODERS: Readonly<Record<string, EncoderOptions>> = {
  'torchvision/resnet18': { depth: 18, stem: 'imagenet' },
  'torchvision/resnet34': { depth: 34, stem: 'imagenet' },
  'torchvision/resnet50': { depth: 50, stem: 'imagenet' },
  'torchvision/mobilenet_v2': { kind: 'mobilenet', stem: 'imagenet' },
  'timm/mobilenetv2_100': { kind: 'mobilenet', stem: 'imagenet' },
  'timm/tf_efficientnet_lite0': { kind: 'efficientnet-lite', variant: 0 },
  'keras/ResNet50': { depth: 50, stem: 'imagenet', strideAt: 'conv1' },
};
const cases = pretrainedCases().map((entry) => ({ entry, model: entry.model, plan: planEncoder(ENCODERS[entry.model]!) }));
const caseOf = (model: string): PretrainedCase => cases.find((own) => own.model === model)!.entry;

const file = (tensors: WeightMap) => ({ path: 'weights.safetensors', format: 'safetensors' as const, tensors });
const map = (options: EncoderOptions, tensors: WeightMap, mapOptions: MapOptions = {}) =>
  mapWeights(planEncoder(options), file(tensors), mapOptions);
const failure = (options: EncoderOptions, tensors: WeightMap, mapOptions: MapOptions = {}): CoreError => {
  try {
    map(options, tensors, mapOptions);
  } catch (error) {
    if (error instanceof CoreError) return error;
    throw error;
  }
  throw new Error('it fits');
};

describe.each(cases)('mapWeights of $model', ({ entry, plan }) => {
  it('loads every tensor but the classifier', () => {
    const { weights, report } = mapWeights(plan, file(zeroTensors(entry)));
    expect(report.missing).toEqual([]);
    expect([...weights.keys()].sort()).toEqual([...encoderTensors(plan).keys()].sort());
    expect(report.ignored.filter((name) => !/^(fc|classifier)(\.1)?\./.test(name))).toEqual([]);
  });

  it('finds them behind a prefix as training programs put it there', () => {
    if (entry.model.startsWith('keras/')) return;
    const prefixed = new Map([...zeroTensors(entry)].map(([name, weight]) => [`module.encoder.${name}`, weight]));
    expect(mapWeights(plan, file(prefixed)).report.missing).toEqual([]);
  });
});

// The ResNet-34 has nothing that the other two have not.
describe.each(cases.filter(({ model }) => model !== 'torchvision/resnet34'))('weights of $model', ({ entry, plan }) => {
  it('answer in our encoder what they answer there', async () => {
    const encoder = createEncoder(engine, plan);
    const tensors = pretrainedTensors(entry);
    const { weights } = mapWeights(plan, file(tensors), { pixels: 'imagenet' });
    expect(await differenceFrom(entry.embedding, engine, encoder, weights)).toBeLessThan(2e-6);
    if (entry.caffeEmbedding) {
      // Keras's own pixels: exact but for the border.
      const stem = tensors.get('conv1_conv/kernel')!;
      tensors.set('conv1_conv/kernel', { ...stem, data: stem.data.map((value) => 0.01 * value) });
      expect(await differenceFrom(entry.caffeEmbedding, engine, encoder, mapWeights(plan, file(tensors)).weights)).toBeLessThan(1e-3);
    }
    encoder.dispose();
  });
});

describe('mapWeights', () => {
  it('reads our own names, and leaves aside what belongs to training', () => {
    const plan = planEncoder({ depth: 18, stem: 'small', width: 2 });
    const own: WeightMap = new Map([...encoderTensors(plan)].map(([name, shape]) => [name, zeros(shape)]));
    own.set('head.hidden.weight', zeros([2, 2]));
    own.set('slots/momentum/stem.conv', zeros([3, 3, 3, 2]));
    const { report } = mapWeights(plan, file(own));
    expect(report).toMatchObject({ source: 'supcon', missing: [], ignored: ['head.hidden.weight', 'slots/momentum/stem.conv'] });
  });

  it('reads the ResNets for CIFAR of PyTorch', () => {
    const options: EncoderOptions = { depth: 18, stem: 'small', width: 64 };
    const tensors = new Map(
      [...zeroTensors(caseOf('torchvision/resnet18'))].map(([name, weight]) => [name.replace('downsample', 'shortcut'), weight]),
    );
    tensors.set('conv1.weight', zeros([64, 3, 3, 3]));
    expect(map(options, tensors).report).toMatchObject({ missing: [], source: 'CIFAR ResNet of PyTorch' });
  });

  it('names what is of another shape, and the encoder that fits', () => {
    const error = failure({ depth: 18, stem: 'small' }, zeroTensors(caseOf('torchvision/resnet18')));
    expect(error.code).toBe('BAD_WEIGHTS');
    expect(error.message).toMatch(/stem\.conv is \[7, 7, 3, 64\], the encoder's is \[3, 3, 3, 64\]/);
    expect(error.message).toContain('{"kind":"resnet","depth":18,"stem":"imagenet","width":64}');
  });

  it.each(cases)('says which encoder $model fits', ({ entry, plan }) => {
    const error = failure({ depth: 34, stem: 'small', width: 2 }, zeroTensors(entry));
    const { encoder } = error.details as { encoder: EncoderOptions };
    expect([...encoderTensors(planEncoder(encoder))]).toEqual([...encoderTensors(plan)]);
  });

  it('names what is missing', () => {
    const tensors = zeroTensors(caseOf('torchvision/resnet18'));
    tensors.delete('layer3.1.bn2.running_var');
    expect(failure({ depth: 18, stem: 'imagenet' }, tensors).message).toContain(
      'stage3.block1.conv2 is missing: there is no layer3.1.bn2.running_var',
    );
    expect(failure({ depth: 34, stem: 'imagenet' }, zeroTensors(caseOf('torchvision/resnet18'))).message).toMatch(/and \d+ more/);
  });

  it('refuses to put the stride where the weights have not learnt it', () => {
    const torch = failure({ depth: 50, stem: 'imagenet', strideAt: 'conv1' }, zeroTensors(caseOf('torchvision/resnet50')));
    expect(torch.message).toMatch(/stride of its blocks at conv2, the encoder at conv1/);
    const keras = failure({ depth: 50, stem: 'imagenet' }, zeroTensors(caseOf('keras/ResNet50')));
    expect(keras.message).toMatch(/stride of its blocks at conv1, the encoder at conv2.*"strideAt":"conv1"/);
  });

  it('takes what fits where that is asked for', () => {
    const { weights, report } = map({ depth: 18, stem: 'small' }, zeroTensors(caseOf('torchvision/resnet18')), { partial: true });
    expect(report.missing).toEqual(['stem.conv']);
    expect(weights.has('stem.conv')).toBe(false);
    expect(weights.has('stem.gamma')).toBe(true);
    expect(weights.get('stage1.block0.conv1.conv')?.shape).toEqual([3, 3, 64, 64]);
  });

  it('starts a learnt exponent where the encoder would', () => {
    const { weights } = map(
      { depth: 18, stem: 'imagenet', pooling: { kind: 'gem', p: 2.5, learnable: true } },
      zeroTensors(caseOf('torchvision/resnet18')),
    );
    expect(weights.get('pool.p')).toEqual({ shape: [1], data: Float32Array.of(2.5) });
  });

  it('says what it knows where the names are of nobody', () => {
    const error = failure({ depth: 18, stem: 'imagenet' }, new Map([['blocks.0.attn.qkv.weight', zeros([3, 3])]]));
    expect(error.message).toMatch(/blocks\.0\.attn\.qkv\.weight.*torchvision.*Keras/);
    expect(failure({ kind: 'wide-resnet' }, zeroTensors(caseOf('torchvision/resnet18'))).message).toMatch(/weights of a torchvision/);
  });
});

function zeros(shape: readonly number[]): { shape: readonly number[]; data: Float32Array } {
  return { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) };
}

import { expect, it } from 'vitest';
import { imagenetWeightsFor } from './find-public-weights.js';

it.each([
  [{ kind: 'efficientnet-lite' }, 'efficientnet-lite0'],
  [{ kind: 'efficientnet-lite', variant: 2, pooling: { kind: 'gem' } }, 'efficientnet-lite2'],
  [{ depth: 50, stem: 'imagenet' }, 'resnet50'],
  [{ depth: 50, stem: 'imagenet', strideAt: 'conv1' }, 'keras-resnet50'],
  [{ kind: 'mobilenet', stem: 'imagenet', width: 0.5 }, 'mobilenetv2-050'],
] as const)('finds the weights of %o', (encoder, name) => {
  expect(imagenetWeightsFor(encoder).name).toBe(name);
});

it('says where to look when there are none', () => {
  expect(() => imagenetWeightsFor({ depth: 18, stem: 'small' })).toThrow(/no public weights are known .*supcon weights list/);
});

import { describe, expect, it } from 'vitest';
import { expectPixels, fromFloats, picture, SIDE, tensorflow } from '../../test/augment-fixtures.js';
import { augmentSchema } from './augment-schema.js';
import { viewEditor } from './edit-views.js';
import { POLICY_NAMES } from './policy-defaults.js';
import { toGreyscale } from './tf-colour.js';

const COUNT = 6;
const edited = (written: Parameters<typeof augmentSchema.parse>[0], seed = 1, count = 1): Float32Array[] => {
  const edit = viewEditor({ augment: augmentSchema.parse(written), views: count, size: SIDE, seed, purpose: ['test', 4] });
  return Array.from({ length: COUNT }, (_, n) => {
    const view = picture();
    edit?.(view, Math.floor((n * count) / COUNT));
    return view;
  });
};
const touched = (views: readonly Float32Array[]): number =>
  views.filter((view) => view.some((value, at) => value !== picture()[at])).length;

describe.each(POLICY_NAMES)('%s', (policy) => {
  it('repeats itself for a seed and stays in range', () => {
    const views = edited({ policy });
    expect(edited({ policy })).toEqual(views);
    for (const view of views) expect(view.every((value) => value >= 0 && value <= 255.001)).toBe(true);
    if (policy === 'standard' || policy === 'none') expect(touched(views)).toBe(0);
    else {
      expect(touched(views)).toBeGreaterThan(0);
      expect(edited({ policy }, 2)).not.toEqual(views);
    }
  });
});

it('draws the colours of the ImageNet-5 notebooks once for a whole batch, those of the Flowers notebook for each picture', () => {
  const batch = edited({ policy: 'notebook-imagenet5' });
  for (const view of batch) expect(view).toEqual(batch[0]);
  expect(touched(batch)).toBe(COUNT);
  const twice = edited({ policy: 'notebook-imagenet5' }, 1, 2);
  expect(new Set(twice.map((view) => view.join())).size).toBe(2);
  expect(twice[2]).toEqual(twice[0]);
  expect(twice[3]).toEqual(twice[5]);
  expect(twice[0]).toEqual(batch[0]);
  const flowers = edited({ policy: 'notebook-flowers', jitter: { probability: 1 }, grayscale: 0 });
  expect(new Set(flowers.map((view) => view.join())).size).toBe(COUNT);
});

it('adds blur, solarize and cutout to the standard policy, each with a probability and draws of its own', () => {
  const blur = { blur: { probability: 1, sigma: [1, 2] } };
  const cutout = { cutout: { probability: 1, area: [0.1, 0.2] } };
  expect(touched(edited(blur))).toBe(COUNT);
  const solarized = edited({ solarize: { probability: 1, threshold: 128 } });
  expectPixels(
    solarized[0]!,
    picture().map((value) => (value >= 128 ? 255 - value : value)),
    0,
  );
  const cut = edited(cutout);
  const both = edited({ ...blur, ...cutout });
  const holes = (view: Float32Array): string =>
    [...view.keys()].filter((at) => at % 3 === 0 && view.subarray(at, at + 3).join() === '128,128,128').join();
  expect(holes(cut[0]!).split(',').length).toBeGreaterThan(0.09 * SIDE * SIDE);
  expect(cut.map(holes)).toEqual(both.map(holes));
  const noise = edited({ cutout: { probability: 1, area: [0.1, 0.2], fill: 'noise' } });
  expect(noise[0]).not.toEqual(cut[0]);
});

it('takes colour away with its probability', () => {
  const grey = picture();
  toGreyscale(grey);
  expectPixels(grey, fromFloats(tensorflow.results['grey']!), 2e-3);
  expect(edited({ policy: 'simclr', jitter: { probability: 0 }, blur: { probability: 0 }, grayscale: 1 })).toEqual(
    Array.from({ length: COUNT }, () => grey),
  );
});

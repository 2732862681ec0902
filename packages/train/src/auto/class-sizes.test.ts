import { expect, it } from 'vitest';
import { classSizes } from './class-sizes.js';

it('counts what there is to train with: given training pictures, and all that nothing is said of', () => {
  const photo = (label: string, split?: 'train' | 'validation' | 'test') => ({ path: `${label}.jpg`, label, split });
  const photos = [photo('a'), photo('a', 'train'), photo('b', 'test'), photo('b', 'train'), photo('a', 'validation')];
  expect(classSizes({ labels: ['a', 'b', 'c'], photos })).toEqual([
    { label: 'a', count: 2 },
    { label: 'b', count: 1 },
    { label: 'c', count: 0 },
  ]);
});

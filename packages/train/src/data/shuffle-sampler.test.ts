import { expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { createShuffleSampler } from './shuffle-sampler.js';

const indices = Array.from({ length: 23 }, (_, at) => 100 + 3 * at);

it('cuts a seeded order into full batches, the rest waiting', () => {
  const sampler = createShuffleSampler({ indices, batchSize: 5, seed: 4 });
  expect(sampler.stepsPerEpoch).toBe(4);
  const order = createRng(4, 'order', 7).shuffle(indices);
  expect(sampler.batches(7)).toEqual([order.slice(0, 5), order.slice(5, 10), order.slice(10, 15), order.slice(15, 20)]);
});

it('follows seed and epoch alone', () => {
  const make = (seed: number) => createShuffleSampler({ indices, batchSize: 4, seed });
  const first = make(1);
  first.batches(0);
  expect(first.batches(3)).toEqual(make(1).batches(3));
  expect(first.batches(3)).not.toEqual(first.batches(2));
  expect(first.batches(3)).not.toEqual(make(2).batches(3));
});

it('leaves out another picture in another epoch', () => {
  const sampler = createShuffleSampler({ indices, batchSize: 5, seed: 0 });
  const seen = new Set([0, 1, 2, 3, 4, 5].flatMap((epoch) => sampler.batches(epoch).flat()));
  expect(seen.size).toBe(indices.length);
});

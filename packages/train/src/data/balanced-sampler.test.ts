import { describe, expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { createBalancedSampler, type BalancedSamplerOptions } from './balanced-sampler.js';

/** Pictures of classes of these sizes, in random order, under numbers that are no positions. */
function pictures(sizes: readonly number[], seed = 0): Pick<BalancedSamplerOptions, 'indices' | 'classes'> {
  const labels = createRng(seed, 'test').shuffle(sizes.flatMap((size, label) => Array<number>(size).fill(label)));
  return { indices: labels.map((_, at) => 5 * at + 2), classes: Int32Array.from(labels) };
}

const count = <T>(items: readonly T[]): Map<T, number> => {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
};

/** Checks every promise of the docstring on two epochs. */
function check(sizes: readonly number[], batchSize: number, perClass: number, balance: boolean): number {
  const { indices, classes } = pictures(sizes, batchSize);
  const labelOf = new Map(indices.map((index, at) => [index, classes[at]!]));
  const sampler = createBalancedSampler({ indices, classes, batchSize, perClass, seed: 9, balance });
  const groups = Math.floor(batchSize / perClass);
  for (const epoch of [0, 5]) {
    const batches = sampler.batches(epoch);
    expect(batches).toHaveLength(sampler.stepsPerEpoch);
    for (const batch of batches) {
      expect(batch).toHaveLength(groups * perClass);
      const perLabel = count(batch.map((index) => labelOf.get(index)!));
      for (const [label, images] of perLabel) {
        expect(images % perClass).toBe(0);
        expect([Math.floor(groups / sizes.length), Math.ceil(groups / sizes.length)]).toContain(images / perClass);
        const distinct = new Set(batch.filter((index) => labelOf.get(index) === label));
        expect(distinct.size).toBe(Math.min(images, sizes[label]!));
      }
      if (groups >= sizes.length) expect(perLabel.size).toBe(sizes.length);
    }
    const draws = count(batches.flat());
    expect([...draws.keys()].sort((a, b) => a - b)).toEqual(indices);
    const groupsOf = sizes.map((size, label) => {
      const own = indices.filter((index) => labelOf.get(index) === label).map((index) => draws.get(index)!);
      const total = own.reduce((sum, times) => sum + times, 0);
      expect([Math.min(...own), Math.max(...own)]).toEqual([Math.floor(total / size), Math.ceil(total / size)]);
      return total / perClass;
    });
    const largest = Math.ceil(Math.max(...sizes) / perClass);
    if (balance) {
      expect(Math.max(...groupsOf) - Math.min(...groupsOf)).toBeLessThanOrEqual(1);
      expect(Math.max(...groupsOf)).toBeLessThanOrEqual(largest + Math.ceil(groups / sizes.length));
    }
  }
  return sampler.stepsPerEpoch;
}

describe('createBalancedSampler', () => {
  it.each([true, false])('keeps its promises for classes of any sizes (balance %s)', (balance) => {
    const rng = createRng(1, 'configurations');
    for (let trial = 0; trial < 150; trial++) {
      const sizes = Array.from({ length: 2 + rng.integer(12) }, () => 1 + rng.integer(1 + rng.integer(60)));
      const perClass = 1 + rng.integer(6);
      const groups = 2 + rng.integer(10);
      check(sizes, groups * perClass + rng.integer(perClass), perClass, balance);
    }
  });

  it('repeats nothing where all classes are alike and fill their groups', () => {
    const { indices, classes } = pictures([20, 20, 20]);
    const draws = createBalancedSampler({ indices, classes, batchSize: 12, perClass: 4, seed: 0 }).batches(0).flat();
    expect(draws.toSorted((a, b) => a - b)).toEqual(indices);
  });

  it('makes an epoch as long as the largest class needs, or without balance as all pictures do', () => {
    const sizes = [100, 8, 8, 8, 8, 8];
    expect(check(sizes, 8, 4, true)).toBe((25 * 6) / 2);
    expect(check(sizes, 8, 4, false)).toBe(25);
    expect(check([100, 100, 8, 8, 8], 8, 4, false)).toBe((25 + 25 + 2 + 2 + 2) / 2);
  });

  it('gives every anchor a positive, where it can another picture', () => {
    const { indices, classes } = pictures([1, 2, 30]);
    const labelOf = new Map(indices.map((index, at) => [index, classes[at]!]));
    for (const batch of createBalancedSampler({ indices, classes, batchSize: 6, perClass: 2, seed: 3 }).batches(0))
      batch.forEach((anchor, at) => {
        const positives = batch.filter((index, other) => other !== at && labelOf.get(index) === labelOf.get(anchor));
        expect(positives.length).toBeGreaterThanOrEqual(1);
        if (labelOf.get(anchor) !== 0) expect(positives.some((index) => index !== anchor)).toBe(true);
      });
  });

  it('takes fewer of a class where a batch would hold that class alone', () => {
    const { indices, classes } = pictures([9, 9]);
    const labelOf = new Map(indices.map((index, at) => [index, classes[at]!]));
    for (const batch of createBalancedSampler({ indices, classes, batchSize: 5, perClass: 4, seed: 3 }).batches(0))
      expect([...count(batch.map((index) => labelOf.get(index)!)).values()]).toEqual([2, 2]);
  });

  it('follows seed and epoch alone', () => {
    const make = (seed: number) => createBalancedSampler({ ...pictures([30, 9, 17]), batchSize: 8, perClass: 2, seed });
    const sampler = make(1);
    sampler.batches(0);
    expect(sampler.batches(4)).toEqual(make(1).batches(4));
    expect(sampler.batches(4)).not.toEqual(sampler.batches(3));
    expect(sampler.batches(4)).not.toEqual(make(2).batches(4));
  });

  it('brings each class together with all others, not with the same ones every time', () => {
    const { indices, classes } = pictures(Array<number>(8).fill(24));
    const labelOf = new Map(indices.map((index, at) => [index, classes[at]!]));
    const pairs = new Set<string>();
    for (const batch of createBalancedSampler({ indices, classes, batchSize: 8, perClass: 4, seed: 0 }).batches(0))
      pairs.add([...new Set(batch.map((index) => labelOf.get(index)!))].sort((a, b) => a - b).join());
    expect(pairs.size).toBeGreaterThan(10);
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { splitItems, type Split, type SplitItem } from './split.js';

const item = (label: string, content: string, split?: SplitItem['split']): SplitItem => ({
  label,
  hash: createHash('sha256').update(content).digest('hex'),
  split,
});
const many = (label: string, count: number, split?: SplitItem['split']): SplitItem[] =>
  Array.from({ length: count }, (_, n) => item(label, `${label} ${n}`, split));
const options = { seed: 7, validation: 0.1, test: 0.2 };
const labelsOf = (items: readonly SplitItem[], indices: readonly number[]): string[] => indices.map((index) => items[index]!.label);
const hashesOf = (items: readonly SplitItem[], indices: readonly number[]): Set<string> =>
  new Set(indices.map((index) => items[index]!.hash));

describe('splitItems', () => {
  it('draws test and validation from every class in the shares asked for', () => {
    const items = [...many('a', 100), ...many('b', 20)];
    const split = splitItems(items, options);
    const count = (indices: readonly number[], label: string): number => labelsOf(items, indices).filter((own) => own === label).length;
    expect([count(split.test, 'a'), count(split.validation, 'a'), count(split.train, 'a')]).toEqual([20, 8, 72]);
    expect([count(split.test, 'b'), count(split.validation, 'b'), count(split.train, 'b')]).toEqual([4, 2, 14]);
    expect([...split.train, ...split.validation, ...split.test].sort((a, b) => a - b)).toEqual(items.map((_, index) => index));
  });

  it('takes validation out of train/ only, and never out of test/', () => {
    const items = [...many('a', 50, 'train'), ...many('b', 50, 'train'), item('a', 'x', 'test'), item('b', 'y', 'test')];
    const split = splitItems(items, options);
    expect(split.test).toEqual([100, 101]);
    expect(split.validation).toHaveLength(10);
  });

  it('keeps a validation folder as it is', () => {
    const items = [...many('a', 5, 'train'), ...many('b', 5, 'train'), item('a', 'v', 'validation'), item('b', 'w', 'test')];
    expect(splitItems(items, options)).toMatchObject({ validation: [10], test: [11] });
  });

  it('does not depend on the order of the items, and follows the seed', () => {
    const items = [...many('a', 40), ...many('b', 40)];
    const reversed = items.toReversed();
    const first = hashesOf(items, splitItems(items, options).test);
    expect(hashesOf(reversed, splitItems(reversed, options).test)).toEqual(first);
    expect(hashesOf(items, splitItems(items, { ...options, seed: 8 }).test)).not.toEqual(first);
  });

  it('moves at most one other picture of a class across each border when one is added', () => {
    const items = [...many('a', 97), ...many('b', 50)];
    const before = splitItems(items, options);
    for (let n = 0; n < 20; n++) {
      const more = [...items, item('a', `new ${n}`)];
      const after = splitItems(more, options);
      const moved = [...hashesOf(items, before.test)].filter((hash) => !hashesOf(more, after.test).has(hash));
      expect(moved.length).toBeLessThanOrEqual(1);
      const entered = [...hashesOf(more, after.test)].filter((hash) => !hashesOf(items, before.test).has(hash));
      expect(entered.length).toBeLessThanOrEqual(1);
    }
  });

  it('keeps copies of one picture on one side', () => {
    const items = [...many('a', 30), ...many('a', 30), ...many('b', 30)];
    const { train, validation, test } = splitItems(items, options);
    const sides = [train, validation, test].map((indices) => hashesOf(items, indices));
    for (const [one, other] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const)
      expect([...sides[one]!].filter((hash) => sides[other]!.has(hash))).toEqual([]);
  });

  it('draws what it drew before there were groups, and passes over groups that are on one side anyway', () => {
    // Written down from the version that knew no near-duplicates: results are compared on these splits.
    const drawn = [...many('a', 30), ...many('b', 17)];
    const test = [2, 8, 12, 19, 22, 29, 35, 36, 41];
    expect(splitItems(drawn, options)).toMatchObject({ validation: [7, 20, 44], test });
    const ofTrain = [...many('a', 20, 'train'), ...many('b', 12, 'train'), ...many('a', 3, 'test')];
    expect(splitItems(ofTrain, options)).toMatchObject({ validation: [8, 19, 31], test: [32, 33, 34] });
    const together = drawn.map((own, at) => ({ ...own, group: [2, 8].includes(at) ? 0 : [7, 20].includes(at) ? 1 : undefined }));
    expect(splitItems(together, options)).toMatchObject({ validation: [7, 20, 44], test });
  });

  it('brings near-duplicates to one side and moves nobody else', () => {
    const items = [...many('a', 200), ...many('b', 120)];
    const before = splitItems(items, options);
    const grouped = items.map((own, at) => ({ ...own, group: at < 90 ? Math.floor(at / 3) : undefined }));
    const after = splitItems(grouped, options);
    const sideOf = (split: Split, at: number): string =>
      (['train', 'validation', 'test'] as const).find((name) => split[name].includes(at))!;
    for (let group = 0; group < 30; group++) expect(new Set([0, 1, 2].map((at) => sideOf(after, group * 3 + at))).size).toBe(1);
    for (let at = 90; at < items.length; at++) expect(sideOf(after, at)).toBe(sideOf(before, at));
    expect(
      sideOf(after, 0) === sideOf(before, 0) && sideOf(after, 1) === sideOf(before, 1) && after.test.length === before.test.length,
    ).toBe(false);
    const shuffled = grouped.map((own, at) => ({ own, at })).reverse();
    const again = splitItems(
      shuffled.map(({ own }) => own),
      options,
    );
    expect(again.test.map((at) => shuffled[at]!.at).sort((a, b) => a - b)).toEqual(after.test);
  });

  it('leaves the split of a folder as it is, near-duplicates or not', () => {
    const items = [...many('a', 20, 'train'), ...many('b', 12, 'train'), ...many('a', 3, 'test')].map((own, at) => ({
      ...own,
      group: at === 0 || at === 33 ? 5 : undefined,
    }));
    expect(splitItems(items, options)).toMatchObject({ validation: [8, 19, 31], test: [32, 33, 34] });
  });

  it('names every class with too few different pictures', () => {
    const items = [...many('a', 3), item('b', 'same'), item('b', 'same'), item('b', 'same'), item('b', 'same'), ...many('c', 4)];
    expect(() => splitItems(items, options)).toThrow(
      /class 'a' has 3 different pictures, needs at least 4\n.*class 'b' has 1 different picture,/,
    );
  });

  it('trains with all of a small class where that is asked for, as long as two others are left', () => {
    const items = [...many('a', 3), ...many('b', 20), item('c', 'same'), item('c', 'same'), ...many('d', 20)];
    const split = splitItems(items, { ...options, smallClasses: 'train' });
    for (const side of ['validation', 'test'] as const) expect(new Set(labelsOf(items, split[side]))).toEqual(new Set(['b', 'd']));
    expect(labelsOf(items, split.train).filter((label) => label === 'a' || label === 'c')).toEqual(['a', 'a', 'a', 'c', 'c']);
    const lonely = [...many('a', 3), ...many('b', 20), ...many('c', 3)];
    expect(() => splitItems(lonely, { ...options, smallClasses: 'train' })).toThrow(/class 'a' has 3.*\n.*class 'c' has 3/);
  });
});

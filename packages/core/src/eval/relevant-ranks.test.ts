import { expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { relevantRanks } from './relevant-ranks.js';

const flags = (length: number, members: readonly number[]): Uint8Array =>
  Uint8Array.from({ length }, (_, item) => (members.includes(item) ? 1 : 0));

it('counts the strangers before each member, and the query itself nowhere', () => {
  const similarities = Float64Array.of(1, 0.9, 0.8, 0.7, 0.6, 0.5);
  expect([...relevantRanks(similarities, Int32Array.of(2, 5), flags(6, [2, 5]), 0)]).toEqual([2, 5]);
  expect([...relevantRanks(similarities, Int32Array.of(2, 5), flags(6, [2, 5]), -1)]).toEqual([3, 6]);
});

it('settles ties by position', () => {
  const equal = new Float64Array(4).fill(0.5);
  expect([...relevantRanks(equal, Int32Array.of(1, 3), flags(4, [1, 3]), -1)]).toEqual([2, 4]);
  expect([...relevantRanks(equal, Int32Array.of(0, 1), flags(4, [0, 1]), 2)]).toEqual([1, 2]);
  expect([...relevantRanks(equal, new Int32Array(0), flags(4, []), -1)]).toEqual([]);
});

it('agrees with a full sort, ties and all', () => {
  const rng = createRng(1, 'ranks');
  for (let trial = 0; trial < 50; trial++) {
    const similarities = Float64Array.from({ length: 20 }, () => rng.integer(6) / 6);
    const self = rng.integer(21) - 1;
    const members = Array.from({ length: 20 }, (_, item) => item).filter((item) => item !== self && rng.uniform() < 0.3);
    const order = Array.from({ length: 20 }, (_, item) => item)
      .filter((item) => item !== self)
      .toSorted((a, b) => similarities[b]! - similarities[a]! || a - b);
    const want = members.map((member) => order.indexOf(member) + 1).toSorted((a, b) => a - b);
    expect([...relevantRanks(similarities, Int32Array.from(members), flags(20, members), self)]).toEqual(want);
  }
});

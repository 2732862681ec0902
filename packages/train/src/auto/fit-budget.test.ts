import { expect, it } from 'vitest';
import { epochsWithin, MOST_EPOCHS } from './fit-budget.js';

it('fits whole epochs into what is left after that which comes once', () => {
  expect(epochsWithin(100, { epoch: 20, once: 15 })).toBe(4);
  expect(epochsWithin(95, { epoch: 20, once: 15 })).toBe(4);
  expect(epochsWithin(94.9, { epoch: 20, once: 15 })).toBe(3);
  expect(epochsWithin(30, { epoch: 20, once: 15 })).toBe(0);
  expect(epochsWithin(-5, { epoch: 20, once: 15 })).toBe(0);
  expect(epochsWithin(1e6, { epoch: 20, once: 15 })).toBe(MOST_EPOCHS);
  expect(epochsWithin(1e6, { epoch: 20, once: 15 }, 75)).toBe(75);
});

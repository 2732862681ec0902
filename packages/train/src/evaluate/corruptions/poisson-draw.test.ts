import { expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { poissonDraw } from './poisson-draw.js';

/** P(count) by its own recurrence. */
function probabilities(mean: number, most: number): number[] {
  const own = [Math.exp(-mean)];
  for (let count = 1; count <= most; count++) own.push((own[count - 1]! * mean) / count);
  return own;
}

it.each([0.3, 3, 9.99, 10, 24, 200])('has the distribution of mean %d', (mean) => {
  const rng = createRng(2, 'poisson', mean);
  const draws = 40_000;
  const most = Math.ceil(mean + 8 * Math.sqrt(mean) + 8);
  const counts = new Array<number>(most + 1).fill(0);
  for (let draw = 0; draw < draws; draw++) counts[Math.min(most, poissonDraw(rng, mean))]!++;
  // Kolmogorov and Smirnov: the largest distance of the distribution functions; 1.95 / sqrt(n) is passed once in a thousand seeds.
  let [seen, wanted, distance] = [0, 0, 0];
  probabilities(mean, most).forEach((probability, count) => {
    seen += counts[count]! / draws;
    wanted += probability;
    distance = Math.max(distance, Math.abs(seen - wanted));
  });
  expect(distance).toBeLessThan(1.95 / Math.sqrt(draws));
});

it('of mean 0 is 0', () => {
  expect(poissonDraw(createRng(0), 0)).toBe(0);
});

import { expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { betaDraw } from './beta-draw.js';

it.each([0.01, 0.2, 1, 4])('has the moments of Beta(%d, same)', (alpha) => {
  const rng = createRng(1, 'beta', alpha);
  const draws = Array.from({ length: 20_000 }, () => betaDraw(rng, alpha));
  const mean = draws.reduce((sum, value) => sum + value) / draws.length;
  const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
  const fourth = draws.reduce((sum, value) => sum + (value - mean) ** 4, 0) / draws.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.012);
  const wanted = 1 / (4 * (2 * alpha + 1));
  expect(Math.abs(variance / wanted - 1)).toBeLessThan(0.03);
  // Excess kurtosis of a symmetric Beta is -6 / (2 alpha + 3).
  expect(Math.abs(fourth / variance ** 2 - (3 - 6 / (2 * alpha + 3)))).toBeLessThan(0.06);
  expect(draws.every((value) => value >= 0 && value <= 1)).toBe(true);
});

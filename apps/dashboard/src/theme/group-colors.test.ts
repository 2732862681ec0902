import { expect, it } from 'vitest';
import { groupColor } from './group-colors.js';

it('has a colour of its own for each of hundreds of groups', () => {
  const colors = Array.from({ length: 300 }, (_, place) => groupColor(place));
  expect(colors.every((color) => /^#[0-9a-f]{6}$/.test(color))).toBe(true);
  expect(new Set(colors).size).toBeGreaterThan(290);
  expect(groupColor(12)).toBe(groupColor(12));
});

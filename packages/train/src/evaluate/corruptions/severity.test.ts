import { expect, it } from 'vitest';
import { severity } from './severity.js';

it('is as published at 64 and 224 px, and lies between them in between', () => {
  expect([1, 2, 3, 4, 5].map((strength) => severity('gaussianNoise', strength, 64))).toEqual([0.04, 0.08, 0.12, 0.15, 0.18]);
  expect([1, 2, 3, 4, 5].map((strength) => severity('gaussianNoise', strength, 224))).toEqual([0.08, 0.12, 0.18, 0.26, 0.38]);
  expect(severity('defocusRadius', 5, 144)).toBeCloseTo(6.5, 9);
  expect(severity('jpegQuality', 3, 32)).toBe(50);
  expect(severity('jpegQuality', 3, 500)).toBe(15);
});
